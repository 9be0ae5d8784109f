"""The examples that policy owners keep beside the policies, as tests."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pydantic import Field, ValidationError

from countersign.model.decision import Verdict
from countersign.model.frozen import Frozen
from countersign.policy.annotations import approval_of
from countersign.policy.bundle import Bundle
from countersign.policy.decide import Ruling, decide
from countersign.policy.facts import DecisionFacts
from countersign.policy.tooling.baselines import Baselines, read_baselines
from countersign.policy.tooling.yaml_file import CaseFileError, read_yaml


class Case(Frozen):
    """One example: `given` differs from `baseline`, `within` says by when a role must answer (`PT8H`), `because` names all that decides.

    With `unchecked` the facts are ones that the model would refuse.
    """

    file: str
    case: str
    baseline: str
    given: dict[str, Any] = Field(default_factory=dict)
    approvals: dict[str, int] = Field(default_factory=dict)
    unchecked: bool = False
    expect: Verdict
    needs: dict[str, int] = Field(default_factory=dict)
    within: dict[str, str] = Field(default_factory=dict)
    because: tuple[str, ...]


class Difference(Frozen):
    """One thing in which a ruling is not as expected; of the policies, with their titles, only those that differ."""

    what: str
    expected: str
    actual: str


class Failure(Frozen):
    """A case whose ruling is not as expected."""

    file: str
    case: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class CaseBook:
    """All cases of a folder with the facts they begin from."""

    baselines: Baselines
    cases: tuple[Case, ...]

    def facts(self, case: Case) -> DecisionFacts:
        """What the case decides on."""
        begin = self.baselines.unchecked if case.unchecked else self.baselines.facts
        return begin(case.baseline, case.given)


def read_cases(policies: Path) -> CaseBook:
    """The cases of a folder of policies; raises CaseFileError unless each has a name of its own and possible facts."""
    files = sorted(path for path in (policies / "cases").glob("*.yaml") if path.stem != "baselines")
    book = CaseBook(read_baselines(policies), tuple(case for path in files for case in _read(path)))
    twice = [name for name, times in Counter(case.case for case in book.cases).items() if times > 1]
    if twice:
        raise CaseFileError(f"there are several cases called: {', '.join(twice)}")
    for case in book.cases:
        _check_facts(book, case)
    return book


def failures(bundle: Bundle, book: CaseBook) -> list[Failure]:
    """The cases that the bundle decides otherwise than they say."""
    return [failure for case in book.cases if (failure := failure_of(bundle, case, book.facts(case)))]


def failure_of(bundle: Bundle, case: Case, facts: DecisionFacts) -> Failure | None:
    """How the bundle's ruling on the case's facts differs from what the case says."""
    differences = tuple(_differences(bundle, case, decide(bundle, facts, case.approvals)))
    return Failure(file=case.file, case=case.case, differences=differences) if differences else None


def _read(path: Path) -> Iterator[Case]:
    for written in cast("Sequence[Mapping[str, Any]]", read_yaml(path) or ()):
        try:
            yield Case.from_json({**written, "file": path.name})
        except (TypeError, ValidationError) as error:
            raise CaseFileError(f"{path.name}: {written}: {error}") from error


def _check_facts(book: CaseBook, case: Case) -> None:
    try:
        book.facts(case)
    except (KeyError, AttributeError, ValidationError) as error:
        raise CaseFileError(f"{case.file}: {case.case}: {type(error).__name__}: {error}") from error


def _differences(bundle: Bundle, case: Case, ruling: Ruling) -> Iterator[Difference]:
    because = {reason.policy for reason in ruling.reasons}
    compared = {
        "verdict": (case.expect.value, ruling.verdict.value),
        "needs": (_people(case.needs), _people({need.role: need.count for need in ruling.needs})),
        "because": (_titled(bundle, set(case.because) - because), _titled(bundle, because - set(case.because))),
        "errors": ("", "; ".join(ruling.errors)),
    }
    seconds = {need.role: need.within_seconds for need in ruling.needs}
    for role, within in case.within.items():
        compared[f"seconds of {role}"] = (str(_seconds(role, within)), str(seconds.get(role)))
    for what, (expected, actual) in compared.items():
        if expected != actual:
            yield Difference(what=what, expected=expected, actual=actual)


def _people(needs: Mapping[str, int]) -> str:
    return ", ".join(f"{role} {count}" for role, count in sorted(needs.items()))


def _seconds(role: str, within: str) -> int | None:
    need = approval_of({"role": role, "approvers": "1", "within": within})
    return need.within_seconds if need else None


def _titled(bundle: Bundle, policies: set[str]) -> str:
    known = bundle.policies
    return "; ".join(f"{name} ({known[name].title if name in known else 'there is no such policy'})" for name in sorted(policies))
