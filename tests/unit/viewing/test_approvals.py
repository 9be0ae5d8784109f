import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.world import World

from countersign.errors import RequestRefusedError
from countersign.record import keys
from countersign.record.paging import Wanted
from countersign.viewing.approvals import asked_about, open_approvals

BENCH = make_action(12_000)


@pytest.fixture
def world() -> World:
    return World()


def asked(world: World, action=BENCH):
    ref = world.given(action)
    world.gate(ref, action.digest)
    return world.ask(ref, action.digest)


def test_what_is_shown_is_the_action_as_it_would_be_sent(world):
    """I4: to the byte, and with its digest."""
    request = asked(world)
    shown = _ = asked_about(world.store, TENANT, request.approval_id).whole
    assert (shown["action"], shown["shown"]) == (BENCH.digest, BENCH.to_json())


def test_an_approver_sees_why_they_are_asked_and_who_has_answered(world):
    pavilion = make_action(250_000)
    request = asked(world, pavilion)
    world.vote(request, make_voter("ria", "risk"))
    shown = _ = asked_about(world.store, TENANT, request.approval_id).whole
    assert [reason["policy"] for reason in shown["asked_by"]] == ["refund.over-1000.four-eyes"]
    assert shown["answers"] == [
        {
            "voter": "sub-ria",
            "by": "ria",
            "for": None,
            "role": "risk",
            "answer": "approve",
            "at": "2026-11-18T12:00:00Z",
            "counts": True,
        }
    ]
    assert shown["still_needed"] == {"risk": 1}
    assert shown["groups"] == {"risk": ["risk"]}


def test_the_sealed_token_is_not_shown(world):
    """I12."""
    request = asked(world)
    assert request.sealed_token not in str(asked_about(world.store, TENANT, request.approval_id).whole)


def test_an_altered_action_is_not_shown_as_if_it_could_be_approved(world):
    """I4."""
    request = asked(world)
    world.alter(keys.action(TENANT, CASE_ID, BENCH.digest), recipient="CUST-0666")
    with pytest.raises(RequestRefusedError) as refusal:
        _ = asked_about(world.store, TENANT, request.approval_id).whole
    assert (refusal.value.status, refusal.value.members) == (409, {"state": "ALTERED"})


def test_the_most_urgent_stands_first(world):
    asked(world, make_action(250_000, case_id="C-BBBBBBBBBBBBBBBB"))
    asked(world)
    assert [shown["case_id"] for shown in open_approvals(world.store, TENANT).rows] == [CASE_ID, "C-BBBBBBBBBBBBBBBB"]


def test_pages_go_on_where_the_last_one_ended_though_answers_came_meanwhile(world):
    requests = [asked(world, make_action(12_000, case_id=f"C-{letter * 16}")) for letter in "BCD" if world.wait(minutes=1) is None]
    first = open_approvals(world.store, TENANT, Wanted(limit=1))
    world.vote(requests[0], make_voter())
    rest = open_approvals(world.store, TENANT, Wanted(cursor=first.next_cursor))
    assert [[shown["approval_id"] for shown in found.rows] for found in (first, rest)] == [
        [requests[0].approval_id],
        [request.approval_id for request in requests[1:]],
    ]


def test_one_altered_action_does_not_hide_the_other_requests(world):
    request = asked(world, make_action(12_000, case_id="C-BBBBBBBBBBBBBBBB"))
    asked(world)
    world.alter(keys.action(TENANT, "C-BBBBBBBBBBBBBBBB", request.action), recipient="CUST-0666")
    assert {shown["case_id"]: shown["state"] for shown in open_approvals(world.store, TENANT).rows} == {
        CASE_ID: "OPEN",
        "C-BBBBBBBBBBBBBBBB": "ALTERED",
    }


def test_what_is_answered_is_not_listed_any_more(world):
    request = asked(world)
    world.vote(request, make_voter())
    assert open_approvals(world.store, TENANT).rows == []
    assert asked_about(world.store, TENANT, request.approval_id).whole["state"] == "APPROVED"


def test_a_foreign_approval_is_not_there(world):
    """I13."""
    request = asked(world)
    with pytest.raises(RequestRefusedError) as refusal:
        _ = asked_about(world.store, "other", request.approval_id).whole
    assert refusal.value.status == 404
    assert open_approvals(world.store, "other").rows == []
    assert world.case(REF).tenant == TENANT
