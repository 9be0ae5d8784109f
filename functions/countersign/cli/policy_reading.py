"""What the policy commands read, with every refusal as something the operator can put right."""

from pathlib import Path

import click

from countersign.local.operator_error import OperatorError
from countersign.policy.artefact import Artefact, PolicyBundleError
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.tooling.cases import CaseBook, read_cases
from countersign.policy.tooling.sources import read_artefact
from countersign.policy.tooling.yaml_file import CaseFileError

policies_option = click.option(
    "--policies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("policies"),
    show_default=True,
    help="Folder of the policies.",
)


def artefact_of(path: Path) -> Artefact:
    """The policies of a folder or a built bundle; raises OperatorError when they would be refused."""
    try:
        artefact = read_artefact(path)
        open_artefact(artefact)
    except PolicyBundleError as error:
        raise OperatorError(f"The policies of {path} are refused:\n{error}", f"countersign policy check --policies {path}") from error
    return artefact


def bundle_of(path: Path) -> Bundle:
    """The same, opened."""
    return open_artefact(artefact_of(path))


def cases_of(policies: Path) -> CaseBook:
    """The cases beside the policies; raises OperatorError."""
    try:
        return read_cases(policies)
    except CaseFileError as error:
        raise OperatorError(f"The cases cannot be read: {error}", "See `How to write a case` in the policies' README.md.") from error
