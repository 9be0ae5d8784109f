from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from tests.contract.stores.aws import pretended_aws, signing_key
from tests.fakes import LocalKey
from tests.policies.given import POLICIES, shipped_artefact

from countersign.adapters.ed25519 import Ed25519Signer, Ed25519Verifier, KeyFormatError
from countersign.bootstrap import Hub
from countersign.cli.policy_build import build
from countersign.policy.artefact import PolicyBundleError
from countersign.policy.signing import require_signature, sign_bundle, signature_file
from countersign.settings import Settings

DIGEST = shipped_artefact().digest
KEY = Ed25519PrivateKey.generate()
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
PUBLIC = b64encode(KEY.public_key().public_bytes_raw()).decode()


def hub(bundle: Path, key: str) -> Hub:
    names = ("state_table", "warrant_table", "audit_table", "content_bucket")
    settings = Settings(**dict.fromkeys(names, "x"), retention_days=400, bundle_digest=DIGEST, policy_bundle=str(bundle), bundle_key=key)
    return Hub(settings)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key.pem"
    file.write_bytes(PEM)
    return file


def built(tmp_path: Path, *options: str) -> Path:
    output = tmp_path / "bundle.json"
    result = CliRunner().invoke(build, ["--policies", str(POLICIES), "--output", str(output), *options])
    assert result.exit_code == 0, result.output
    return output


def test_a_bundle_that_owners_signed_is_loaded(tmp_path: Path, key_file: Path) -> None:
    bundle = built(tmp_path, "--sign-with", str(key_file))

    assert hub(bundle, PUBLIC).bundle.digest == DIGEST


def test_the_public_key_may_be_pem() -> None:
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    signer = Ed25519Signer(PEM)

    assert Ed25519Verifier(pem).verify(b"m", signer.sign(b"m"), signer.key_id)


def test_a_bundle_signed_in_kms_is_loaded(tmp_path: Path) -> None:
    with pretended_aws():
        key = signing_key()
        bundle = built(tmp_path, "--sign-with", f"kms:{key}")

        assert hub(bundle, f"kms:{key}").bundle.digest == DIGEST


def test_without_its_signature_a_pinned_bundle_is_refused_where_a_key_is_configured(tmp_path: Path) -> None:
    with pytest.raises(PolicyBundleError, match="no readable signature"):
        _ = hub(built(tmp_path), PUBLIC).bundle


def test_another_keys_signature_is_refused(tmp_path: Path, key_file: Path) -> None:
    other = b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    bundle = built(tmp_path, "--sign-with", str(key_file))

    with pytest.raises(PolicyBundleError, match="not the trusted key"):
        _ = hub(bundle, other).bundle


def test_a_signature_of_another_bundle_is_refused(tmp_path: Path) -> None:
    key = LocalKey()
    file = signature_file(tmp_path / "bundle.json")
    file.write_bytes(sign_bundle("0" * 64, key).to_bytes())

    with pytest.raises(PolicyBundleError, match="not the trusted key"):
        require_signature(DIGEST, file, key)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"key_id": "k", "signature": "no base64!"}'])
def test_what_is_no_signature_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bundle.json.sig"
    file.write_bytes(content)

    with pytest.raises(PolicyBundleError, match="no readable signature"):
        require_signature(DIGEST, file, LocalKey())


@pytest.mark.parametrize(
    "pem", [b"", PEM.replace(b"PRIVATE", b"PUBLIC"), LocalKey()._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())]
)
def test_what_is_no_ed25519_key_is_refused(pem: bytes) -> None:
    with pytest.raises(KeyFormatError):
        Ed25519Signer(pem)


@pytest.mark.parametrize("key", ["", "AAAA", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"])
def test_what_is_no_public_key_is_refused(key: str) -> None:
    with pytest.raises(KeyFormatError):
        Ed25519Verifier(key)


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    first = built(tmp_path).read_bytes()

    assert built(tmp_path).read_bytes() == first
