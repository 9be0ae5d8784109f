import json

import pytest
from tests.builders import TENANT
from tests.fakes import WatchedStore
from tests.world import WEBHOOK_KEY, World

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import RequestRefusedError
from countersign.model.case import CaseRef, CaseState, Interaction
from countersign.ports import Due, Table
from countersign.record import keys
from countersign.sdk.contract import RawWebhook

FOREIGN_KEY = "whsec_c3RyYW5nZXI="
CANARY = "Wilhelmina Quist, 4000 1234 5678 9010"


@pytest.fixture
def world() -> World:
    return World()


def refused(world: World, webhook: RawWebhook, **where) -> RequestRefusedError:
    with pytest.raises(RequestRefusedError) as refusal:
        world.intake(webhook, **where)
    return refusal.value


def rows_of(world: World) -> int:
    return len(world.store.query(Table.STATE, keys.case_day(TENANT, world.now)))


def test_a_genuine_ticket_becomes_a_case_that_is_started(world):
    ref = world.receive()
    assert world.case(ref).state is CaseState.RECEIVED
    assert world.workflows.started == [(TENANT, ref.case_id)]
    assert world.types(ref) == ["interaction.received"]


def test_the_text_is_in_the_content_store_and_not_on_the_record(world):
    """I12."""
    ref = world.receive(text=CANARY)
    assert Interaction.model_validate_json(world.content.get(world.case(ref).content_key)).text == CANARY
    rows = [
        *world.store.query(Table.STATE, keys.case_partition(TENANT, ref.case_id)),
        *(event.to_json() for event in world.record(ref.case_id)),
    ]
    assert CANARY not in str(rows)


def test_a_case_is_due_until_it_is_accounted_for(world):
    """I9: from the moment it was accepted."""
    ref = world.receive()
    world.wait(minutes=2)
    assert world.store.due(world.now, 10) == [Due(keys.case(TENANT, ref.case_id), world.now)]


@pytest.mark.parametrize("problem", ["foreign key", "body", "old", "unsigned", "connector", "tenant"])
def test_what_is_not_genuine_gets_one_answer_whatever_is_wrong(world, problem):
    webhook = world.webhook(world.open_ticket("TICK-0100"), key=FOREIGN_KEY if problem == "foreign key" else WEBHOOK_KEY)
    match problem:
        case "body":
            webhook = webhook.model_copy(update={"body": webhook.body.replace(b"Refund", b"refund")})
        case "old":
            world.wait(minutes=6)
        case "unsigned":
            webhook = webhook.model_copy(update={"headers": {}})
        case "tenant":
            world.tenant = "other"
    refusal = refused(world, webhook, connector="sandbox_crm" if problem == "connector" else "sandbox_ticketing")
    assert (refusal.status, refusal.title.split(".")[0]) == (401, "The webhook's signature could not be verified")
    assert rows_of(world) == 0


def test_a_repeated_delivery_is_the_same_case(world):
    webhook = world.webhook(world.open_ticket("TICK-0100"))
    (first,), (second,) = world.intake(webhook), world.intake(webhook)
    assert (second.case_id, second.duplicate) == (first.case_id, True)
    assert (rows_of(world), len(world.workflows.started)) == (1, 1)


def test_the_same_event_with_its_keys_in_another_order_is_the_same_case(world):
    data = world.open_ticket("TICK-0100")
    (first,) = world.intake(world.webhook(data))
    (second,) = world.intake(world.webhook(dict(reversed(data.items()))))
    assert (second.case_id, second.duplicate) == (first.case_id, True)


def test_two_deliveries_at_once_are_one_case():
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    webhook = world.webhook(world.open_ticket("TICK-0100"))
    quicker = []
    store.meanwhile.append(lambda: quicker.extend(world.intake(webhook)))
    (slower,) = world.intake(webhook)
    assert (slower.case_id, slower.duplicate, quicker[0].duplicate) == (quicker[0].case_id, True, False)
    assert len(world.workflows.started) == 1


def test_the_same_event_id_with_another_text_is_refused_and_recorded(world):
    ref = world.receive()
    data = world.open_ticket("TICK-0100", text="Something else.")
    refusal = refused(world, world.webhook(data))
    assert (refusal.status, refusal.members) == (409, {"case_id": ref.case_id})
    assert world.types(ref) == ["interaction.received", "intake.conflict"]


def test_of_two_texts_at_once_the_recorded_one_is_kept(world, monkeypatch):
    """I10: the second text was on its way into the content store while the first was recorded."""
    first = world.webhook(world.open_ticket("TICK-0100", text="The first."))
    second = world.webhook(world.open_ticket("TICK-0100", text="The second."))
    put = world.objects.put

    def put_after_the_first(key: str, body: bytes) -> None:
        monkeypatch.setattr(world.objects, "put", put)
        world.intake(first)
        put(key, body)

    monkeypatch.setattr(world.objects, "put", put_after_the_first)
    assert refused(world, second).status == 409
    started = CaseRef(tenant=TENANT, case_id=world.workflows.started[0][1])
    kept = Interaction.model_validate_json(world.content.get(world.case(started).content_key))
    assert kept.text == "The first."


def test_data_that_does_not_fit_is_refused_by_the_names_of_its_fields(world):
    """I12: never by their content."""
    data = world.open_ticket("TICK-0100", channel=CANARY, text=7)
    refusal = refused(world, world.webhook(data))
    assert (refusal.status, refusal.title) == (400, "The event's data does not fit ticket.created: see channel, text.")


@pytest.mark.parametrize("field", ["ticket_id", "customer_id"])
@pytest.mark.parametrize("text", ["greta.holm@mail.example", "Greta Holm", "TICK|0100", "", "T" * 101, "A/../B", "\u0661\u0662"])
def test_what_stands_on_the_record_is_an_identifier(world, field, text):
    """I12, I13: no address, no name, and nothing that could bend a key."""
    refusal = refused(world, world.webhook(world.open_ticket("TICK-0100") | {field: text}))
    assert (refusal.status, refusal.title) == (400, f"The event's data does not fit ticket.created: see {field}.")


@pytest.mark.parametrize("stamp", ["yesterday", "Greta Holm", "2026-11-18", "2026-11-18T12:00:00"])
def test_an_events_time_is_a_time(world, stamp):
    """I12: it stands on the record as the sender wrote it."""
    message = {"type": "ticket.created", "timestamp": stamp, "data": world.open_ticket("TICK-0100")}
    assert refused(world, world.signed(json.dumps(message).encode())).status == 401


@pytest.mark.parametrize("body", ['{"a": 1, "a": 2}', '{"a": 1.5}', '{"a": NaN}', "[" * 100_000])
def test_a_body_with_two_meanings_is_refused(world, body):
    webhook = world.signed(body.encode())
    assert refused(world, webhook).status == 400


def test_an_event_of_no_interest_is_accepted_and_forgotten(world):
    assert world.intake(world.webhook(world.open_ticket("TICK-0100"), type_="ticket.closed")) == []
    assert rows_of(world) == 0


def test_a_workflow_that_cannot_be_started_does_not_lose_the_case(world, monkeypatch):
    """I9: it was accepted, so it is due."""
    with monkeypatch.context() as patched:
        patched.setattr(world.workflows, "start_case", lambda *_: 1 // 0)
        ref = world.receive()
    world.wait(minutes=2)
    assert world.sweep().cases_restarted == 1
    assert world.workflows.started == [(TENANT, ref.case_id)]


def test_one_event_id_at_two_tenants_is_two_cases():
    """I13."""
    store = InMemoryStore()
    ours, theirs = World(store=store), World(store=store, tenant="other")
    assert ours.receive().case_id != theirs.receive().case_id
