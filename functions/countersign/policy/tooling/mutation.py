"""Which small changes of the policies the cases notice, and which they would let through."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from countersign.model.frozen import Frozen
from countersign.policy.artefact import PolicyBundleError
from countersign.policy.bundle import open_artefact
from countersign.policy.facts import DecisionFacts
from countersign.policy.tooling.cases import Case, CaseBook, failure_of
from countersign.policy.tooling.mutants import Mutant


class JustificationError(Exception):
    """The justified survivors cannot be read; the message names file and reason."""


class Fate(Frozen):
    """What became of a mutant: `noticed` by a case, `refused` by the loader, or `survived`."""

    place: str
    change: str
    fate: Literal["noticed", "refused", "survived"]
    by: str = ""


class Justified(Frozen):
    """A mutant that may survive, and why."""

    place: str
    change: str
    because: str


class _Justifications(Frozen):
    justified: tuple[Justified, ...] = ()


class Mutation(Frozen):
    """All fates; `stale` are justifications of mutants that no longer survive."""

    fates: tuple[Fate, ...]
    justified: tuple[Justified, ...]
    unjustified: tuple[Fate, ...]
    stale: tuple[Justified, ...]

    @property
    def score_bp(self) -> int:
        """The share of noticed ones, in basis points, among the mutants that the gate would load; justified survivors count as missed."""
        loaded = [fate for fate in self.fates if fate.fate != "refused"]
        return 10_000 * sum(fate.fate == "noticed" for fate in loaded) // max(1, len(loaded))


def read_justified(path: Path) -> tuple[Justified, ...]:
    """Raises JustificationError."""
    try:
        return _Justifications.from_json(tomllib.loads(path.read_text(encoding="utf-8"))).justified
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise JustificationError(f"{path.name}: {error}") from error


def fates(mutants: Sequence[Mutant], book: CaseBook) -> Iterator[Fate]:
    """The fate of each mutant, in order."""
    cases = [(case, book.facts(case)) for case in book.cases]
    for mutant in mutants:
        yield _fate(mutant, cases)


def judge(found: Sequence[Fate], justified: Sequence[Justified]) -> Mutation:
    """The fates held against what may survive."""
    surviving = {(fate.place, fate.change) for fate in found if fate.fate == "survived"}
    excused = {(one.place, one.change) for one in justified}
    return Mutation(
        fates=tuple(found),
        justified=tuple(one for one in justified if (one.place, one.change) in surviving),
        unjustified=tuple(fate for fate in found if fate.fate == "survived" and (fate.place, fate.change) not in excused),
        stale=tuple(one for one in justified if (one.place, one.change) not in surviving),
    )


def _fate(mutant: Mutant, cases: Sequence[tuple[Case, DecisionFacts]]) -> Fate:
    try:
        bundle = open_artefact(mutant.artefact)
    except PolicyBundleError:
        return Fate(place=mutant.place, change=mutant.change, fate="refused")
    for case, facts in sorted(cases, key=lambda pair: _blindness(pair[0], mutant)):
        if failure_of(bundle, case, facts):
            return Fate(place=mutant.place, change=mutant.change, fate="noticed", by=case.case)
    return Fate(place=mutant.place, change=mutant.change, fate="survived")


def _blindness(case: Case, mutant: Mutant) -> tuple[bool, bool]:
    """Cases that the policy decides notice most changes, and then those about a fact that the change names: they are asked first."""
    return mutant.place not in case.because, not any(path in mutant.change for path in case.given)
