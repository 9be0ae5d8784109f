"""A planted check on the deployed template: asked like any other, told to whoever answers, and never done."""

from collections.abc import Iterator
from time import time

import pytest

from countersign.local.demo.stage import Stage
from countersign.local.session import Stack

KIND = "payee-is-not-the-purchaser"


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time())) as stage:
        yield stage


@pytest.mark.parametrize(("answer", "told"), [("reject", "You saw it"), ("approve", "Nothing was done, and nothing will be")])
def test_i1_whatever_is_answered_to_a_check_nothing_is_done(stage: Stage, answer: str, told: str) -> None:
    planted = stage.api("olga").post("/drills", json={"kind": KIND}).raise_for_status().json()
    asked = stage.api("sam").get(f"/approvals/{planted['approval_id']}").raise_for_status().json()

    answered = stage.vote("sam", asked, answer, "not theirs").raise_for_status().json()
    story = stage.api("sam").get(f"/cases/{planted['case_id']}").raise_for_status().json()

    assert answered["note"].startswith("This was a check")
    assert told in answered["note"]
    assert (story["attempts"], story["chain"]["whole"]) == ([], True)


def test_only_owners_plant(stage: Stage) -> None:
    assert stage.api("sam").post("/drills", json={"kind": KIND}).status_code == 403
