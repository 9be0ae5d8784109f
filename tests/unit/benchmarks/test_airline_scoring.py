"""Counting, intervals and the choice of guesses."""

import pytest
from tests.benchmarks.airline.folds import cross_validate, without
from tests.benchmarks.airline.scoring import Judged, rates, tally

from countersign.model.decision import Verdict

ALLOW, ASK, DENY = Verdict.ALLOW, Verdict.REQUIRE_APPROVAL, Verdict.DENY


def judged(task: int, label: str, verdict: Verdict, *policies: str) -> Judged:
    return Judged(
        id=f"airline-{task}",
        task_id=task,
        action="cancel_reservation",
        labels={"tau2": label, "v1": "right"},
        verdict=verdict,
        policies=policies,
        errors=(),
    )


def test_every_attempt_is_counted_once_by_label_and_verdict():
    counts = tally([judged(1, "wrong", DENY), judged(1, "wrong", ASK), judged(2, "right", ALLOW)], "tau2")
    assert counts["wrong"] == dict.fromkeys(Verdict, 0) | {DENY: 1, ASK: 1}
    assert counts["right"] == dict.fromkeys(Verdict, 0) | {ALLOW: 1}
    assert sum(counts["refused"].values()) == 0


def test_rate_is_of_its_label_and_nothing_gives_no_rate():
    found = rates([judged(1, "wrong", DENY), judged(2, "wrong", ASK), judged(3, "wrong", ALLOW)], "tau2")
    stopped = found["wrong stopped (both)"]
    assert (stopped.count, stopped.of, stopped.share_bp) == (2, 3, 6667)
    assert "right refused" not in found


def test_interval_is_of_tasks_not_of_attempts():
    one_task = [judged(1, "wrong", DENY)] * 5 + [judged(1, "wrong", ALLOW)] * 5
    many_tasks = [judged(task, "wrong", DENY if task % 2 else ALLOW) for task in range(10)]
    alone, spread = (rates(attempts, "tau2")["wrong refused"] for attempts in (one_task, many_tasks))
    assert (alone.low_bp, alone.high_bp) == (5000, 5000)
    assert spread.low_bp < 5000 < spread.high_bp


def test_intervals_are_the_same_every_time():
    attempts = [judged(task, "wrong", DENY if task % 3 else ALLOW) for task in range(12)]
    assert rates(attempts, "tau2") == rates(attempts, "tau2")


@pytest.mark.parametrize(
    ("verdict", "policies", "then"),
    [
        (ASK, ("guess.a",), ALLOW),
        (ASK, ("guess.a", "rule.lead"), ASK),
        (DENY, ("guess.a", "rule"), DENY),
        (DENY, (), DENY),
    ],
)
def test_without_a_guess_only_what_it_alone_held_is_allowed(verdict, policies, then):
    assert without(judged(1, "right", verdict, *policies), ["guess.a"]).verdict is then


def test_guess_that_costs_more_than_it_stops_is_left_out_where_it_was_not_seen():
    good = [judged(task, "wrong", ASK, "guess.good") for task in range(10)]
    bad = [judged(task, "right", ASK, "guess.bad") for task in range(10)]
    found = cross_validate(good + bad)
    assert all(fold.left_out == ("guess.bad",) and fold.chosen == ("guess.good",) for fold in found.folds)
    assert (found.unseen["wrong"][ASK], found.unseen["right"][ALLOW]) == (10, 10)


def test_choice_for_a_task_does_not_look_at_it():
    elsewhere = [judged(task, "wrong", ASK, "guess.a") for task in range(1, 5)]
    here = [judged(0, "right", ASK, "guess.a")] * 50
    found = cross_validate(elsewhere + here)
    assert found.folds[0].tasks == (0,)
    assert found.folds[0].chosen == ("guess.a",)
    assert found.folds[1].left_out == ("guess.a",)
    assert found.unseen["right"][ASK] == 50
