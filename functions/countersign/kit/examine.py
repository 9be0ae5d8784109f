"""Running the checks."""

from collections.abc import Sequence
from typing import Literal

from countersign import __version__
from countersign.kit.bench import Bench
from countersign.kit.check import Check, NotApplicableError
from countersign.kit.checks import CHECKS
from countersign.kit.report import Finding, Report, level_of
from countersign.pins import manifest_digest
from countersign.sdk.contract import CONTRACT_VERSION


def examine(bench: Bench, check: Check) -> Finding:
    """How one check ends. Whatever a connector raises where it must not is a breach."""
    told: list[str] = []
    try:
        for found in check.examine(bench):
            told.append(found)  # noqa: PERF402  what was found before it raises counts
    except NotApplicableError as reason:
        if not told:
            return _finding(check, "not_applicable", [str(reason)])
    except Exception as error:  # noqa: BLE001  vendor code may raise anything, and that is what is looked for
        told.append(f"raises {type(error).__name__}: {error}")
    return _finding(check, "failed" if told else "passed", told)


def examine_all(bench: Bench, target: str) -> Report:
    """Every check, in the order of their ids."""
    return report(bench, target, [examine(bench, CHECKS[check_id]) for check_id in sorted(CHECKS)])


def _finding(check: Check, outcome: Literal["passed", "failed", "not_applicable"], told: list[str]) -> Finding:
    return Finding(id=check.id, level=check.level.name.lower(), title=check.title, outcome=outcome, told=tuple(told))


def report(bench: Bench, target: str, findings: Sequence[Finding]) -> Report:
    """What was found, about what exactly."""
    found = tuple(findings)
    return Report(
        kit=__version__,
        contract=CONTRACT_VERSION,
        connector=bench.manifest.name,
        version=bench.manifest.version,
        distribution=bench.subject.distribution,
        manifest=manifest_digest(bench.manifest),
        target=target,
        level=level_of(found),
        findings=found,
    )
