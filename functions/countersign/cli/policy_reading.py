"""What the policy commands read, with every refusal as something the operator can put right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from countersign.local.operator_error import OperatorError
from countersign.policy.artefact import Artefact, PolicyBundleError
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.tooling.cases import CaseBook, read_cases
from countersign.policy.tooling.sources import read_artefact
from countersign.policy.tooling.yaml_file import CaseFileError

if TYPE_CHECKING:
    # The solver, which only proofs need, is slow to import.
    from countersign.policy.proving.subject import Subject

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


def subject_of(artefact: Artefact, policies: Path) -> Subject:
    """What proofs are about, with the baselines of `policies`; raises OperatorError for a schema that proofs do not know."""
    from countersign.policy.proving.subject import Subject
    from countersign.policy.proving.vocabulary import UnreadableSchemaError

    try:
        return Subject.of(artefact, cases_of(policies).baselines)
    except UnreadableSchemaError as error:
        raise OperatorError(f"Proofs cannot read the schema: {error}", "Keep to records of plain attributes and closed lists.") from error


@contextmanager
def translating() -> Iterator[None]:
    """Raises OperatorError for a policy that proofs do not know how to read."""
    from countersign.policy.proving.translation import UntranslatableError

    try:
        yield
    except UntranslatableError as error:
        raise OperatorError(f"Proofs cannot read {error}", "Say it with the action's scope and comparisons of facts.") from error
