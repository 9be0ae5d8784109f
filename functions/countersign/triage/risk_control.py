"""Which confidence is enough to let a machine go on, chosen by proof and not by feel."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from countersign.triage.model import Certificate

FIXED_THRESHOLD_BP = 9_000
"""Where too few labels certify nothing. It promises nothing; the certificate says so."""

_GRID_BP = range(9_950, 2_950, -50)


class Judged(NamedTuple):
    """A held-out text that the model would accept at some threshold."""

    confidence_bp: int
    correct: bool


def certify(judged: Sequence[Judged], *, alpha_bp: int, delta_bp: int) -> Certificate:
    """The lowest threshold whose error is proved to be at most alpha with confidence 1 - delta.

    Learn then Test, fixed sequence with exact binomial p-values (Angelopoulos et al., arXiv 2110.01052): thresholds from the
    strictest down, passing over those that accept too few to be tested, until the first that fails. Valid for one calibration,
    not for a repeated one.
    """
    alpha, delta = alpha_bp / 10_000, delta_bp / 10_000
    needed = math.ceil(math.log(delta) / math.log1p(-alpha))
    best: Certificate | None = None
    for threshold_bp in _GRID_BP:
        tried = _at(judged, threshold_bp, alpha_bp=alpha_bp, delta_bp=delta_bp)
        if tried.accepted < needed:
            continue
        if binomial_tail(tried.accepted, tried.errors, alpha) > delta:
            break
        best = tried
    return best or _at(judged, FIXED_THRESHOLD_BP, alpha_bp=alpha_bp, delta_bp=delta_bp).model_copy(update={"certified": False})


def binomial_tail(trials: int, successes: int, probability: float) -> float:
    """P(X <= successes) for X ~ Binomial(trials, probability)."""
    log_p, log_q = math.log(probability), math.log1p(-probability)
    log_terms = (
        math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1) + k * log_p + (trials - k) * log_q
        for k in range(successes + 1)
    )
    return min(1.0, math.fsum(math.exp(term) for term in log_terms))


def _at(judged: Sequence[Judged], threshold_bp: int, *, alpha_bp: int, delta_bp: int) -> Certificate:
    accepted = [one.correct for one in judged if one.confidence_bp >= threshold_bp]
    return Certificate(
        certified=True,
        threshold_bp=threshold_bp,
        alpha_bp=alpha_bp,
        delta_bp=delta_bp,
        accepted=len(accepted),
        errors=accepted.count(False),
    )
