"""What is said: the stored action and nothing of the customer."""

import json

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_customer, make_sheet, make_voter
from tests.unit.notifying.told import BENCH, CONSOLE, MAIL, PAVILION, ROOM, ToldWorld

from countersign.record import keys
from countersign.sdk.notifiers import Occasion

SECRET = f"{0:043d}"


@pytest.fixture
def world() -> ToldWorld:
    return ToldWorld()


def posted(world) -> list[dict]:
    return [json.loads(message.body) for name, _, message in world.courier.carried if name == ROOM]


def test_a_mail_says_what_how_much_until_when_who_asks_and_where(world):
    world.question()
    world.tell(*world.news())
    mail = world.mails()[0]
    assert mail.subject == "Approval needed: Pay back, 120.00 EUR"
    assert mail.text.splitlines()[2:-2] == [
        "What: Pay back (refund.issue)",
        "Amount: 120.00 EUR",
        "Answer until: 2026-11-18 20:00 UTC",
        "Needed: 1 person with the role supervisor",
        "Asked by: Refunds above 100.00 EUR need a supervisor",
        f"Action: {BENCH.digest[:12]}",
        f"Case: {CASE_ID}",
        "",
        "Read and answer:",
        f"{CONSOLE}/links/{TENANT}/{SECRET}",
    ]


def test_a_room_is_told_the_same_for_machines_and_where_to_sign_in(world):
    request = world.question()
    world.tell(*world.news())
    (message,) = posted(world)
    assert message == {
        "type": "approval.requested",
        "timestamp": "2026-11-18T12:00:00Z",
        "data": {
            "case_id": CASE_ID,
            "approval_id": request.approval_id,
            "action": BENCH.digest,
            "name": "refund.issue",
            "amount_minor": 12_000,
            "currency": "EUR",
            "answer_until": "2026-11-18T20:00:00Z",
            "policies": ["refund.over-100.supervisor"],
            "link": f"{CONSOLE}/console/approvals/{request.approval_id}",
        },
    }


def test_above_the_risk_tier_a_mail_leads_to_the_sign_in(world):
    request = world.question(PAVILION)
    assert not request.assurance.link
    world.tell(*world.news())
    assert {mail.text.splitlines()[-3] for mail in world.mails()} == {f"{CONSOLE}/console/approvals/{request.approval_id}"}


def test_each_person_has_a_link_of_their_own(world):
    world.question()
    world.tell(*world.news())
    links = [mail.text.splitlines()[-3] for mail in world.mails()]
    assert len(set(links)) == len(links) == 2


def test_without_pages_there_is_no_link(world):
    world.console_url = ""
    world.question()
    world.tell(*world.news())
    assert all("http" not in message.model_dump_json() for _, _, message in world.courier.carried)


def test_answers_and_escalations_lead_to_the_case(world):
    request = world.question()
    world.vote(request, make_voter())
    world.tell(*[event for event in world.news() if event.type == Occasion.ANSWERED])
    world.escalate(REF, BENCH.digest, "DENY")
    world.tell(*[event for event in world.news() if event.type == Occasion.ESCALATED])
    answered, escalated = posted(world)
    assert answered["data"]["reason"] == "APPROVED"
    assert escalated["data"]["reason"] == "DENY"
    assert {message["data"]["link"] for message in (answered, escalated)} == {f"{CONSOLE}/console/cases/{CASE_ID}"}


def test_no_personal_data_no_token_and_no_secret_is_told(world):
    """I12."""
    sheet = make_sheet(customer=make_customer(name="Xq Canary", email="xq@canary.example", phone="+49155xq"))
    canary = BENCH.model_copy(update={"arguments": BENCH.arguments | {"reason": "xq canary", "note": "xq canary"}})
    world.question(canary, sheet=sheet)
    world.tell(*world.news())
    request = world.row(keys.approval(TENANT, f"{1:032x}"))
    said = "".join(message.model_dump_json() for _, _, message in world.courier.carried)
    kept = json.dumps([each.to_json() for each in world.notifications()])
    assert len(world.courier.carried) == 3
    for text in (said.lower(), kept.lower()):
        assert "canary" not in text
        assert "cust-" not in text
        assert "first token" not in text
        assert request["sealed_token"].lower() not in text
    assert SECRET not in kept


@pytest.mark.parametrize("occasion", list(Occasion))
def test_there_are_words_for_every_occasion(world, occasion):
    world.question()
    (event,) = world.news()
    body = event.body | ({"state": "APPROVED"} if occasion is Occasion.ANSWERED else {"reason": "DENY"})
    del world.notifiers[MAIL]
    world.tell(event.model_copy(update={"type": occasion.value, "body": body}))
    assert world.states() == {ROOM: "SENT"}
