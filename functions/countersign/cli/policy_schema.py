"""`countersign policy schema`."""

import tomllib
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import click
from pydantic import ValidationError

from countersign.cli.examples import examples
from countersign.cli.policy_reading import policies_option
from countersign.cli.terminal import Terminal, json_option
from countersign.connectors import load
from countersign.distributions import PluginSetupError
from countersign.local.operator_error import OperatorError
from countersign.policy.artefact import PolicyBundleError
from countersign.policy.folder import read_tables
from countersign.policy.schema import SchemaError, Vocabulary, cedar_schema
from countersign.sdk.contract import Manifest
from countersign.sdk.hookspecs import ENTRY_POINT_GROUP

_FILE = "schema.cedarschema"
_VOCABULARY = "vocabulary.toml"


@click.command(epilog=examples("countersign policy schema --check", "countersign policy schema --write", "countersign policy schema"))
@click.option("--check", "mode", flag_value="check", help="Only say whether the file is what the declarations say.")
@click.option("--write", "mode", flag_value="write", help="Write the file.")
@policies_option
@json_option
def schema(*, mode: str | None, policies: Path, as_json: bool) -> None:
    """Make schema.cedarschema from what all installed connectors declare and from vocabulary.toml; print it if nothing else is asked.

    Exit codes: 0 good, 1 the file differs (--check), 2 the declarations do not fit together.
    """
    terminal = Terminal(as_json=as_json)
    text, file = _made(policies), policies / _FILE
    same = file.is_file() and file.read_text(encoding="utf-8") == text
    if mode == "write":
        file.write_text(text, encoding="utf-8")
    if as_json:
        terminal.give({"file": str(file), "same": same, "written": mode == "write", "schema": text})
    elif mode is None:
        click.echo(text, nl=False)
    else:
        terminal.results.print(_told(file, same=same, written=mode == "write"), soft_wrap=True)
    raise SystemExit(1 if mode == "check" and not same else 0)


def _told(file: Path, *, same: bool, written: bool) -> str:
    if same:
        return f"{file} is what the connectors declare."
    return (
        f"{file} written." if written else f"{file} differs from what the connectors declare. Write it: countersign policy schema --write"
    )


def _made(policies: Path) -> str:
    try:
        vocabulary = Vocabulary.from_json(tomllib.loads((policies / _VOCABULARY).read_text(encoding="utf-8")))
        return cedar_schema(installed_manifests(), vocabulary, read_tables(policies))
    except (OSError, tomllib.TOMLDecodeError, ValidationError, PolicyBundleError) as error:
        raise OperatorError(f"{policies}: {error}", f"Put {_VOCABULARY} and the tables right.") from error
    except (SchemaError, PluginSetupError) as error:
        raise OperatorError(str(error), f"See {policies / _VOCABULARY} and the connectors' manifests.") from error


def installed_manifests() -> Sequence[Manifest]:
    """The manifests of every connector that is installed here, whether or not they could be enabled together; raises PluginSetupError."""
    entry_points = metadata.entry_points(group=ENTRY_POINT_GROUP)
    names = sorted({entry_point.dist.name for entry_point in entry_points if entry_point.dist})
    return [manifest for name in names for manifest in load([name]).manifests()]
