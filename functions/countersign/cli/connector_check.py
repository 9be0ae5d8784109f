"""`countersign connector check`."""

import json
from pathlib import Path

import click

from countersign.cli.examples import examples
from countersign.cli.terminal import Terminal, json_option
from countersign.kit.examine import examine_all
from countersign.kit.factory import UnknownSubjectError, find, origin_of
from countersign.kit.report import Report, table
from countersign.kit.signing import sign
from countersign.kit.targets import bench_for, reached
from countersign.local.operator_error import OperatorError
from countersign.sdk.errors import ConnectorError
from countersign.viewing.escaping import escaped


@click.command(
    epilog=examples(
        "countersign connector check countersign-sandbox-crm",
        "countersign connector check countersign-sandbox-crm --report plugins/sandbox_crm/conformance.json",
        "countersign connector check acme-larkdesk --remote arn:aws:lambda:eu-central-1:210987654321:function:larkdesk:live",
    )
)
@click.argument("distribution")
@click.option("--target", default="fake", show_default=True, help="The connector's own fake, or a real system's address.")
@click.option("--secret", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON with the real system's credentials.")
@click.option("--remote", "place", help="ARN or https:// address where a remote connector's code runs.")
@click.option(
    "--remote-secret", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON with the keys to sign calls with."
)
@click.option("--report", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write what was found here, for the catalogue.")
@click.option("--sign-with", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Sign the report with this Ed25519 key.")
@json_option
def check(
    *,
    distribution: str,
    target: str,
    secret: Path | None,
    place: str | None,
    remote_secret: Path | None,
    file: Path | None,
    sign_with: Path | None,
    as_json: bool,
) -> None:
    """Run the conformance kit on an installed distribution. Exit code 1 when it is not gold."""
    try:
        origin = origin_of(distribution)
        subject = find(origin)
        if place is None:
            bench = bench_for(subject, origin, target, _text(secret))
        else:
            # Not by its origin: what a process of its own would import is not the code that runs there.
            bench = bench_for(reached(subject, place, _text(remote_secret)), None, target, _text(secret))
    except UnknownSubjectError as error:
        raise OperatorError(
            f"{error}.", "Install the distribution; its package has a module conformance with a function subject."
        ) from error
    except ConnectorError as error:
        raise OperatorError(f"{error}.", "Look at the address, the keys, and what is deployed there.") from error
    found = examine_all(bench, target)
    if file is not None:
        file.write_bytes(found.to_bytes())
        if sign_with is not None:
            sign(file, sign_with)
    _tell(Terminal(as_json=as_json), found)
    raise SystemExit(0 if found.level == "gold" else 1)


def _text(file: Path | None) -> str | None:
    return file.read_text(encoding="utf-8") if file else None


def _tell(terminal: Terminal, found: Report) -> None:
    if terminal.as_json:
        terminal.give(json.loads(found.model_dump_json()))
    else:
        click.echo("\n".join(escaped(line) for line in table(found).splitlines()))
