import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.triage.risk_control import FIXED_THRESHOLD_BP, Judged, binomial_tail, certify


def sure(count: int, *, correct: bool = True) -> list[Judged]:
    return [Judged(9_990, correct)] * count


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_the_binomial_tail_is_exact(trials_and_successes):
    n, k = trials_and_successes
    p = Fraction(1, 20)
    exact = sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))
    assert binomial_tail(n, k, 0.05) == pytest.approx(float(exact), rel=1e-9)


def test_fifty_eight_right_texts_prove_nothing_at_five_percent():
    certificate = certify(sure(58), alpha_bp=500, delta_bp=500)
    assert not certificate.certified
    assert certificate.threshold_bp == FIXED_THRESHOLD_BP


def test_fifty_nine_right_texts_do():
    assert certify(sure(59), alpha_bp=500, delta_bp=500).certified


def test_sure_and_wrong_certifies_nothing():
    assert not certify(sure(100) + sure(20, correct=False), alpha_bp=500, delta_bp=500).certified


def test_the_threshold_stops_above_the_texts_that_are_often_wrong():
    doubtful = [Judged(6_000, correct=index % 2 == 0) for index in range(100)]
    certificate = certify(sure(200) + doubtful, alpha_bp=500, delta_bp=500)
    assert certificate.certified
    assert 6_000 < certificate.threshold_bp <= 9_950
    assert (certificate.accepted, certificate.errors) == (200, 0)


def test_the_promise_is_broken_by_at_most_delta_of_the_calibrations():
    """Confidence equals the chance to be right, so the true error of any threshold is known: the mean of what is above it."""
    draw = random.Random(20261121)  # noqa: S311  a fixed seed, no secret
    broken = 0
    for _ in range(200):
        confidences = [draw.randrange(5_000, 10_000) for _ in range(400)]
        certificate = certify([Judged(c, draw.randrange(10_000) < c) for c in confidences], alpha_bp=1_000, delta_bp=500)
        true_error = (10_000 - certificate.threshold_bp) / 2 / 10_000
        broken += certificate.certified and true_error > 0.1
    # Of 200 draws at 5 %, more than 19 would be a chance of less than one in a thousand.
    assert broken <= 19
