"""How good judgements were. Plain Python, so that a trained model can be measured without the `train` extra."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from countersign.model.frozen import BasisPoints, Frozen
from countersign.triage.classify import classify
from countersign.triage.labelled import Labelled
from countersign.triage.model import Count, IntentModel
from countersign.triage.risk_control import Judged

_BINS = 10


class Performance(Frozen):
    """`coverage_bp`: share of the texts that are known; `error_bp`: share of these whose intent is wrong."""

    texts: Count
    accuracy_bp: BasisPoints
    coverage_bp: BasisPoints
    error_bp: BasisPoints


def measure(model: IntentModel, labelled: Labelled) -> Performance:
    """Judge every text as triage would; `accuracy_bp` takes an unknown one for right where its label says `unknown`."""
    judged = [(classify(model, text), label) for text, label in zip(labelled.texts, labelled.labels, strict=True)]
    known = [(judgement, label) for judgement, label in judged if judgement.known]
    return Performance(
        texts=len(judged),
        accuracy_bp=share_bp(sum(judgement.intent == label for judgement, label in judged), len(judged)),
        coverage_bp=share_bp(len(known), len(judged)),
        error_bp=share_bp(sum(judgement.intent != label for judgement, label in known), len(known)),
    )


def share_bp(part: int, whole: int) -> int:
    """`part` of `whole` in basis points, 0 of nothing."""
    return round(10_000 * part / whole) if whole else 0


def calibration_error_bp(judged: Sequence[Judged]) -> int:
    """Expected calibration error over ten equally wide bins (Naeini et al., AAAI 2015)."""
    gap = 0
    for low in range(_BINS):
        in_bin = [one for one in judged if min(one.confidence_bp * _BINS // 10_000, _BINS - 1) == low]
        gap += abs(sum(one.confidence_bp - 10_000 * one.correct for one in in_bin))
    return round(gap / len(judged))


def auroc_bp(inside: Sequence[int], outside: Sequence[int]) -> int:
    """How often a text that belongs here scores higher than one that does not; ties count half."""
    ordered = sorted(outside)
    wins = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in inside)
    return share_bp(wins, 2 * len(inside) * len(outside))
