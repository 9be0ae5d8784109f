"""The measurement as one JSON object, and the same for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.benchmarks.airline.folds import CrossValidation
from tests.benchmarks.airline.record import LABEL_SETS, LABELS
from tests.benchmarks.airline.scoring import Judged, Rate, Tally, rates, tally

from countersign.model.decision import Verdict


def as_json(judged: Sequence[Judged], digest: str, folds: CrossValidation | None) -> dict[str, Any]:
    """Counts by label set, label and verdict; `rates` in basis points."""
    actions = sorted({one.action for one in judged})
    return {
        "bundle": digest,
        "attempts": len(judged),
        "tasks": len({one.task_id for one in judged}),
        "labels": {labels: tally(judged, labels) for labels in LABEL_SETS},
        "rates": {labels: {name: rate.to_json() for name, rate in rates(judged, labels).items()} for labels in LABEL_SETS},
        "actions": {
            labels: {action: tally([one for one in judged if one.action == action], labels) for action in actions} for labels in LABEL_SETS
        },
        "right_not_allowed": [one.to_json() for one in _right_not_allowed(judged)],
        "folds": folds.to_json() if folds else None,
    }


def as_text(judged: Sequence[Judged], folds: CrossValidation | None) -> str:
    """Tables, then the right writes that were stopped."""
    return "\n".join(_lines(judged, folds))


def _lines(judged: Sequence[Judged], folds: CrossValidation | None) -> Iterator[str]:
    for labels in LABEL_SETS:
        yield f"{labels} labels"
        yield from _table(tally(judged, labels))
        yield ""
        yield from rate_lines(rates(judged, labels))
        yield ""
    for action in sorted({one.action for one in judged}):
        yield f"{action} (tau2 labels)"
        yield from _table(tally([one for one in judged if one.action == action], "tau2"))
        yield ""
    yield "right writes that are not allowed"
    yield from (_stopped_line(one) for one in _right_not_allowed(judged))
    if folds:
        yield ""
        yield from _fold_lines(folds)


def _table(counts: Tally) -> Iterator[str]:
    yield f"{'':<10}" + "".join(f"{verdict:>18}" for verdict in Verdict)
    for label in LABELS:
        yield f"{label:<10}" + "".join(f"{counts[label][verdict]:>18}" for verdict in Verdict)


def rate_lines(found: Mapping[str, Rate]) -> Iterator[str]:
    """One share a line, its interval in brackets."""
    for name, rate in found.items():
        share, low, high = (f"{basis_points / 100:.0f} %" for basis_points in (rate.share_bp, rate.low_bp, rate.high_bp))
        yield f"{name:<36}{rate.count:>4} of {rate.of:<4}{share:>6}  [{low} to {high}]"


def _right_not_allowed(judged: Sequence[Judged]) -> list[Judged]:
    return [one for one in judged if "right" in one.labels.values() and one.verdict is not Verdict.ALLOW]


def _stopped_line(one: Judged) -> str:
    right_by = " and ".join(labels for labels in LABEL_SETS if one.labels[labels] == "right")
    return f"{one.id}  {one.action}  {one.verdict}  right by {right_by}: {', '.join((*one.policies, *one.errors))}"


def _fold_lines(folds: CrossValidation) -> Iterator[str]:
    yield "guesses chosen without the tasks they are measured on (tau2 labels)"
    yield from _table(folds.unseen)
    for fold in folds.folds:
        yield f"tasks {', '.join(map(str, fold.tasks))}: left out {', '.join(fold.left_out) or 'nothing'}"
