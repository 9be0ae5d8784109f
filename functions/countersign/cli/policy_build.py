"""`countersign policy build`."""

from pathlib import Path
from typing import Any

import click

from countersign.adapters.failures import aws_failures, failure_code
from countersign.cli.examples import examples
from countersign.cli.policy_reading import artefact_of, policies_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.policy.artefact import Artefact
from countersign.policy.signing import BundleSignature, sign_bundle, signature_file
from countersign.ports import Signer

_KMS = "kms:"


@click.command(
    epilog=examples(
        "countersign policy build --digest",
        "countersign policy build --output bundle.json --sign-with release-key.pem",
        "countersign policy build --output bundle.json --sign-with kms:arn:aws:kms:eu-west-1:111122223333:key/...",
    )
)
@policies_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the bundle.")
@click.option("--digest", "only_digest", is_flag=True, help="Print the digest and nothing else.")
@click.option("--sign-with", metavar="FILE|kms:KEY", help="Ed25519 private key in PEM, or a KMS key of the kind ECC_NIST_P256.")
@json_option
def build(*, policies: Path, output: Path | None, only_digest: bool, sign_with: str | None, as_json: bool) -> None:
    """Compile the policies into one file with one digest: the same sources give the same bytes on any machine.

    --sign-with writes the signature beside the bundle, as OUTPUT.sig. Exit codes: 0 built, 2 bad input or refused policies.
    """
    if sign_with and not output:
        raise OperatorError("A signature lies beside its bundle.", "Say where with --output.")
    artefact = artefact_of(policies)
    signature = sign_bundle_with(sign_with, artefact.digest) if sign_with else None
    if output:
        output.write_bytes(artefact.to_bytes())
        if signature:
            signature_file(output).write_bytes(signature.to_bytes())
    if only_digest and not as_json:
        click.echo(artefact.digest)
        return
    _tell(Terminal(as_json=as_json), artefact, output, signature)


def _tell(terminal: Terminal, artefact: Artefact, output: Path | None, signature: BundleSignature | None) -> None:
    signed_by = signature.key_id if signature else None
    if terminal.as_json:
        built = {"digest": artefact.digest, "version": artefact.version, "engine": artefact.engine, "policies": len(artefact.policies)}
        terminal.give({**built, "output": str(output) if output else None, "signed_by": signed_by})
        return
    show = terminal.results.print
    show(f"{len(artefact.policies)} policies of version {artefact.version}, for cedarpy {artefact.engine}")
    show(f"digest  {artefact.digest}", soft_wrap=True)
    if output:
        show(f"written {output}", soft_wrap=True)
    if signed_by:
        show(f"signed  {signed_by}", soft_wrap=True)


def sign_bundle_with(key: str, digest: str) -> BundleSignature:
    """The signature with a key file or a KMS key; raises OperatorError."""
    try:
        return sign_bundle(digest, _signer(key))
    except aws_failures() as error:
        raise OperatorError(f"KMS refused: {failure_code(error)}", "Check the key's ARN, its kind and your permission.") from error


def _signer(key: str) -> Signer:
    if key.startswith(_KMS):
        from botocore.session import get_session

        from countersign.adapters.aws import KmsSigner

        client: Any = get_session().create_client("kms")
        return KmsSigner(client, key.removeprefix(_KMS))
    from countersign.adapters.ed25519 import Ed25519Signer, KeyFormatError

    try:
        return Ed25519Signer(Path(key).read_bytes())
    except (OSError, KeyFormatError) as error:
        raise OperatorError(f"{key}: {error}", "Make a key: openssl genpkey -algorithm ed25519 -out release-key.pem") from error
