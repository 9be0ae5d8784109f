import json
from collections.abc import Generator
from typing import Any

import pytest
from countersign_zendesk.connector import Zendesk
from countersign_zendesk.fake import ZendeskFake

from countersign.sdk import Applied, InvalidArgumentsError, NotApplied, Request, Response
from countersign.sdk.dialogue import run

CONNECTOR = Zendesk()
TICKET = {"ticket_id": "101"}


def written(action: str, **arguments: Any) -> dict[str, Any]:
    request = CONNECTOR.prepare(action, {**TICKET, **arguments}, key="key-1")
    assert (request.method, request.path) == ("PUT", "/api/v2/tickets/101")
    changes: dict[str, Any] = json.loads(request.body or "")["ticket"]
    assert changes.pop("metadata") == {"countersign_key": "key-1"}
    return changes


def done(fake: ZendeskFake, action: str, *, key: str = "key-1", **arguments: Any) -> Any:
    request = CONNECTOR.prepare(action, {**TICKET, **arguments}, key=key)
    return CONNECTOR.interpret(action, request, fake.respond(request))


def answered(dialogue: Generator[Request, Response, Any], fake: ZendeskFake) -> Any:
    return run(CONNECTOR.manifest, dialogue, fake.respond)


def test_a_reply_is_a_public_comment() -> None:
    assert written("ticket.reply_public", customer_id="5001", text="Hi") == {"comment": {"body": "Hi", "public": True}}


def test_a_note_is_a_private_comment() -> None:
    assert written("ticket.note_internal", text="Hm") == {"comment": {"body": "Hm", "public": False}}


@pytest.mark.parametrize(
    ("queue", "changes"),
    [
        ("360002", {"group_id": 360002, "comment": {"body": "Why", "public": False}}),
        (None, {"group_id": None, "comment": {"body": "Why", "public": False}}),
        ("customer_care", {"comment": {"body": "[queue customer_care]\n\nWhy", "public": False}}),
    ],
)
def test_a_queue_is_a_groups_number_or_a_name_for_a_trigger(queue: str | None, changes: dict[str, Any]) -> None:
    assert written("ticket.hand_over", queue=queue, summary="Why") == changes


@pytest.mark.parametrize(("action", "more"), [("ticket.note_internal", {}), ("ticket.hand_over", {"queue": "risk"})])
def test_a_customers_words_set_off_no_trigger(action: str, more: dict[str, str]) -> None:
    text = "They wrote: [queue vip] now"

    body = written(action, **{"text" if action == "ticket.note_internal" else "summary": text}, **more)["comment"]["body"]

    assert "[queue vip]" not in body


def test_tags_are_replaced_only_on_the_ticket_as_it_was_read() -> None:
    assert written("ticket.tag", tags=["a"]) == {"tags": ["a"]}
    stamped = written("ticket.tag", tags=["a"], updated_at="2026-11-21T12:00:00Z")
    assert stamped == {"tags": ["a"], "safe_update": True, "updated_stamp": "2026-11-21T12:00:00Z"}


@pytest.mark.parametrize(("queue", "former"), [("360002", "360001"), ("complaints", "360001"), (None, "360001"), ("360001", "360001")])
def test_a_hand_over_knows_where_the_ticket_was(queue: str | None, former: str) -> None:
    outcome = done(ZendeskFake(), "ticket.hand_over", queue=queue, summary="Why")

    assert outcome == Applied(vendor_id="1", result={"id": "1", "former_queue": former})


def test_taking_a_hand_over_back_names_the_group_by_its_number() -> None:
    receipt = Applied(vendor_id="1", result={"id": "1", "former_queue": "360001"})

    arguments = CONNECTOR.compensate("ticket.hand_over", {**TICKET, "queue": "complaints", "summary": "Why"}, receipt)

    assert arguments == {**TICKET, "queue": "360001", "summary": "The last hand-over was taken back."}


def test_tags_are_not_taken_back_over_somebody_elses_change() -> None:
    fake = ZendeskFake()
    receipt = done(fake, "ticket.tag", tags=["a"])
    undo = CONNECTOR.compensate("ticket.tag", {**TICKET, "tags": ["a"]}, receipt)
    done(fake, "ticket.note_internal", text="Meanwhile", key="key-2")

    refusal = done(fake, "ticket.tag", key="key-3", **{name: undo[name] for name in ("tags", "updated_at")})

    assert isinstance(refusal, NotApplied)
    assert (refusal.error.kind, refusal.error.vendor_code) == ("conflict", "UpdateConflict")


@pytest.mark.parametrize("action", ["ticket.tag", "ticket.hand_over", "ticket.note_internal"])
def test_what_is_known_by_its_audit_alone_may_not_be_undone(action: str) -> None:
    with pytest.raises(InvalidArgumentsError):
        CONNECTOR.compensate(action, {**TICKET, "tags": ["a"]}, Applied(vendor_id="1", result={"id": "1"}))


def test_our_key_is_found_on_the_second_page_of_audits() -> None:
    fake = ZendeskFake()
    for number in range(150):
        done(fake, "ticket.note_internal", text="Hm", key=f"key-{number}")
    request = CONNECTOR.prepare("ticket.note_internal", {**TICKET, "text": "Hm"}, key="key-120")

    assert answered(CONNECTOR.reconcile("ticket.note_internal", request, key="key-120"), fake) == Applied(
        vendor_id="121", result={"id": "121"}
    )


@pytest.mark.parametrize(
    ("status", "told"), [("new", "open"), ("open", "open"), ("pending", "pending"), ("hold", "pending"), ("solved", "closed")]
)
@pytest.mark.parametrize(("via", "channel"), [("native_messaging", "chat"), ("voice", "voice"), ("web", "portal")])
def test_a_ticket_is_told_in_the_hubs_words(status: str, told: str, via: str, channel: str) -> None:
    fake = ZendeskFake()
    fake.tickets[101] |= {"status": status, "via": {"channel": via}, "group_id": None}

    ticket = answered(CONNECTOR.read("ticket.read", TICKET), fake)

    assert (ticket["status"], ticket["channel"], ticket["queue"], ticket["customer_id"]) == (told, channel, None, "5001")


@pytest.mark.parametrize(("role", "well"), [("agent", True), ("admin", True), ("end-user", False)])
def test_whoever_is_not_staff_is_not_taken_for_signed_in(role: str, well: bool) -> None:  # noqa: FBT001  a table's column
    assert answered(CONNECTOR.check(), ZendeskFake(role=role)).ok is well
