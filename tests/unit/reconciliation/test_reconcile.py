from datetime import timedelta
from typing import Any

import pytest
from tests.builders import CASE_ID, NOW, REF, TENANT, make_action, make_note, make_voter
from tests.fakes import CrashError
from tests.unknown import REFUND, unknown_call, unknown_refund
from tests.world import World, catalogue

from countersign.local.sandbox.exchange import Call
from countersign.local.sandbox.payments import create_refund
from countersign.local.sandbox.telephony import place_call
from countersign.model.settlement import Found
from countersign.ports import Power, SecretUnavailableError
from countersign.reconciliation.reconcile import Reconciler, reconcile
from countersign.reconciliation.report import Report
from countersign.record import keys
from countersign.sdk.errors import ReadRefusedError, ReadUnavailableError
from countersign.steps.execute import LEASE
from countersign.viewing.settlement import settle


@pytest.fixture
def world() -> World:
    return World()


def compared(world: World, *, since=NOW - timedelta(hours=1), wait=LEASE) -> Report:
    """As somebody runs it a little later."""
    world.now += wait
    return reconcile(Reconciler(world.store, catalogue(), world.transport), TENANT, since=since, now=world.now)


def found(report: Report) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in report.differences]


def refunded(world: World, action=REFUND) -> str:
    """A refund done by the hub."""
    world.given(action)
    world.gate(REF, action.digest)
    return str(world.execute(REF, action.digest).vendor_id)


def called(world: World, action, system: str, path: str, **body: Any) -> dict[str, Any]:
    """Somebody uses the company's systems without the hub."""
    call = Call("POST", system, path, {}, {}, b"", body, "req_test", world.now)
    return dict(action(world.transport.company, call).body)


def withdraw(world: World, vendor_id: str) -> None:
    """The company's list no longer shows the effect."""
    documents = world.transport.company.documents
    documents.put("effect", vendor_id, {**(documents.get("effect", vendor_id) or {}), "kind": "withdrawn"})


def refunded_by_hand(world: World, reference: str, amount_minor: int = 700) -> str:
    world.transport.amend("order", "ORD-1001", total={"amount_minor": 100_000, "currency": "EUR"})
    form = {"order_id": "ORD-1001", "customer_id": "CUST-0001", "currency": "EUR", "reason": "by phone"}
    return str(called(world, create_refund, "payments", "/refunds", **form, reference=reference, amount_minor=amount_minor)["id"])


def test_what_is_done_here_and_listed_there_agrees(world):
    refunded(world)
    report = compared(world)
    assert (report.differences, report.agreed["refund.issue"]) == ((), 1)
    assert report.not_listed == ("customer.update_contact",)


def test_an_effect_made_behind_the_hubs_back_is_found(world):
    """I1."""
    refunded(world)
    vendor_id = refunded_by_hand(world, "counter 4", 300)
    (difference,) = compared(world).differences
    assert (difference.kind, difference.vendor_id, difference.there) == ("not_ours", vendor_id, f"listed, {vendor_id}, 300 EUR")
    assert (difference.case_id, difference.key, difference.here) == (None, "counter 4", None)


def test_what_is_done_here_but_not_listed_there_is_found(world):
    vendor_id = refunded(world)
    withdraw(world, vendor_id)
    (difference,) = compared(world).differences
    assert (difference.kind, difference.case_id, difference.action) == ("not_there", CASE_ID, REFUND.digest)
    assert (difference.here, difference.there) == (f"DONE, {vendor_id}, 2000 EUR", None)


def test_another_amount_is_found(world):
    vendor_id = refunded(world)
    world.transport.amend("effect", vendor_id, amount_minor=1_999)
    (difference,) = compared(world).differences
    assert (difference.kind, difference.here, difference.there) == (
        "other_amount",
        f"DONE, {vendor_id}, 2000 EUR",
        f"listed, {vendor_id}, 1999 EUR",
    )


def test_the_same_key_listed_twice_is_found(world):
    """I2: where no key protects, only the list shows it."""
    ref, call = unknown_call(world, fault="timeout_after_effect")
    settle(world.store, make_voter("olga", "operator"), ref.case_id, call, Found(happened=True, vendor_id="CALL-0001"), now=world.now)
    (first,) = world.transport.effects("call")
    form = {name: first[name] for name in ("customer_id", "to", "queue", "announcement", "label")}
    called(world, place_call, "telephony", "/calls", **form)
    assert found(compared(world)) == [("twice", "call.place")]


def test_what_people_called_by_another_id_is_found(world):
    ref, call = unknown_call(world, fault="timeout_after_effect")
    settle(world.store, make_voter("olga", "operator"), ref.case_id, call, Found(happened=True, vendor_id="CALL-0099"), now=world.now)
    assert found(compared(world)) == [("other_id", "call.place")]


def test_what_people_found_by_its_id_alone_agrees(world):
    """The system lost the key that the request carried."""
    ref, call = unknown_call(world, fault="timeout_after_effect")
    settle(world.store, make_voter("olga", "operator"), ref.case_id, call, Found(happened=True, vendor_id="CALL-0001"), now=world.now)
    world.transport.amend("effect", "CALL-0001", label="")
    report = compared(world)
    assert (report.differences, report.agreed["call.place"]) == ((), 1)


def test_what_nobody_knows_of_but_the_system_lists_is_found(world):
    """I14: whoever is to settle it learns where it is."""
    unknown_refund(world)
    (difference,) = compared(world, wait=timedelta(seconds=1)).differences
    assert (difference.kind, difference.vendor_id, difference.here) == ("not_done_here", "RF-0001", "UNKNOWN, 2000 EUR")


def test_what_certainly_did_not_happen_is_no_difference(world):
    world.transport.amend("order", "ORD-1001", refunded_minor=1_500)
    unknown_call(world)
    assert found(compared(world)) == []


def test_what_is_under_way_while_lists_are_read_is_no_difference(world):
    vendor_id = refunded(world)
    withdraw(world, vendor_id)
    assert found(compared(world, wait=timedelta(seconds=1))) == []


def test_an_open_attempt_is_a_difference_once_nobody_works_on_it(world):
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    world.transport.crash.at, world.transport.crash.after = 0, True
    with pytest.raises(CrashError):
        world.execute(REF, REFUND.digest)
    world.transport.crash.at = -1
    assert found(compared(world, wait=timedelta(seconds=1))) == []
    assert found(compared(world)) == [("not_done_here", "refund.issue")]


def test_an_effect_at_the_edge_of_the_window_meets_its_other_half(world):
    refunded(world)
    world.wait(minutes=10)
    assert found(compared(world, since=NOW + timedelta(seconds=1))) == []


def test_what_happened_in_the_windows_first_second_is_in_it(world):
    """Systems tell whole seconds."""
    world.wait(milliseconds=700)
    refunded_by_hand(world, "counter 4")
    assert found(compared(world, since=NOW + timedelta(milliseconds=500))) == [("not_ours", "refund.issue")]


def test_what_lies_before_the_window_is_not_asked_for(world):
    refunded_by_hand(world, "counter 4")
    world.wait(days=2)
    assert found(compared(world, since=world.now - timedelta(days=1))) == []


def test_an_action_altered_afterwards_is_found(world):
    """I4, I10."""
    refunded(world)
    action = REFUND.to_json()
    world.alter(keys.action(TENANT, CASE_ID, REFUND.digest), money=action["money"] | {"amount_minor": 900})
    assert found(compared(world)) == [("altered", "refund.issue")]


def test_notes_are_compared_apart_from_replies(world):
    note = make_note("0.draft")
    world.transport.amend("ticket", "TICK-0001", customer_id="CUST-0001")
    world.given(note)
    world.gate(REF, note.digest)
    world.execute(REF, note.digest)
    report = compared(world)
    assert (report.differences, report.agreed["ticket.note_internal"], report.agreed["ticket.reply_public"]) == ((), 1, 0)


def test_every_page_is_read(world):
    for number in range(25):
        refunded_by_hand(world, f"counter {number}", 10)
    assert len(compared(world).differences) == 25


def test_each_list_is_asked_for_once_a_page(world):
    refunded(world)
    before = len(world.transport.company.documents.journal(system=None, since=0))
    compared(world)
    asked = world.transport.company.documents.journal(system=None, since=0)[before:]
    assert sorted(entry["path"] for entry in asked) == [
        "/calls",
        "/comments",
        "/comments",
        "/hand-overs",
        "/messages",
        "/refunds",
        "/reversals",
    ]
    assert {entry["method"] for entry in asked} == {"GET"}


def test_read_credentials_are_enough(world, monkeypatch):
    powers: list[Power] = []
    ask = world.transport._ask
    monkeypatch.setattr(
        world.transport, "_ask", lambda connector, request, power: (powers.append(power), ask(connector, request, power))[1]
    )
    compared(world)
    assert set(powers) == {Power.READ}


def test_a_system_that_cannot_be_asked_is_not_passed_over(world):
    world.transport.fault("error_500", method="GET")
    with pytest.raises(ReadUnavailableError):
        compared(world)


def test_credentials_that_are_missing_are_not_passed_over(world, monkeypatch):
    def refuse(*_: object) -> None:
        raise SecretUnavailableError

    monkeypatch.setattr(world.transport, "_ask", refuse)
    with pytest.raises(SecretUnavailableError):
        compared(world)


def test_a_system_that_leads_in_circles_is_refused(world, monkeypatch):
    payments = type(catalogue().connector("refund.issue"))
    whole = payments.list_effects

    def circling(self, action, *, since, page):
        listing = yield from whole(self, action, since=since, page=page)
        return listing.model_copy(update={"next_page": "0"})

    monkeypatch.setattr(payments, "list_effects", circling)
    with pytest.raises(ReadRefusedError, match=r"the same page of refund\.issue again"):
        compared(world)


def test_tenants_never_see_each_other(world):
    """I13: what another tenant's hub did is not this one's."""
    refunded(world, make_action(2_000))
    report = reconcile(Reconciler(world.store, catalogue(), world.transport), "other", since=NOW, now=NOW + LEASE)
    assert found(report) == [("not_ours", "refund.issue")]
