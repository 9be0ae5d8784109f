"""intake: a verified webhook becomes durable cases, each event once."""

from base64 import b32encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pydantic import ValidationError

from countersign.errors import RequestRefusedError, TransientHubError
from countersign.model.audit import AuditEntry
from countersign.model.canonical import canonical_json
from countersign.model.case import Case, CaseSalt, CaseState, Interaction
from countersign.model.commitment import committed
from countersign.model.frozen import Frozen, Tenant
from countersign.ports import (
    Catalogue,
    Content,
    Power,
    Put,
    Row,
    Secrets,
    SecretUnavailableError,
    Store,
    Workflows,
    Write,
    WriteRefusedError,
)
from countersign.privacy.key_ring import CustomerKey, KeyRing
from countersign.privacy.sealed_content import content_key
from countersign.record import audit, indexes, keys
from countersign.record.interactions import content_digest
from countersign.record.reopening import UNACCOUNTED_AFTER
from countersign.sdk.contract import Event, RawWebhook
from countersign.sdk.errors import WebhookRejectedError
from countersign.sdk.strict_json import MalformedJsonError

# Each case of a customer takes its turn at the customer's key; a sender that meets so many others comes again.
ROUNDS = 8
TICKET_CREATED = "ticket.created"


class Accepted(Frozen):
    """Answer to the sender: which case each event is, and whether it was known already."""

    case_id: str
    duplicate: bool


class _Receiver(Frozen):
    """Whose webhook it is by its address, which a stranger may write: it becomes part of a secret's name and of keys (I13)."""

    tenant: Tenant


@dataclass(frozen=True)
class Intake:
    """What the step works with."""

    store: Store
    content: Content
    secrets: Secrets
    catalogue: Catalogue
    workflows: Workflows
    ring: KeyRing


def intake(hub: Intake, webhook: RawWebhook, *, tenant: str, connector: str, now: datetime) -> list[Accepted]:
    """Verify, keep and start; returns only after every event is durable.

    Raises RequestRefusedError: 401 for anything not genuine, 400 for a genuine webhook that cannot be read, 409 for an event id seen
    with other content.
    """
    events = _verified_events(hub, webhook, tenant, connector, now)
    return [_accept(hub, event, tenant, connector, now) for event in events if event.type == TICKET_CREATED]


def case_id_for(tenant: str, source: str, event_id: str) -> str:
    """The same event is the same case, however often it arrives."""
    name = f"{tenant}\0{source}\0{event_id}".encode()
    return "C-" + b32encode(sha256(name).digest()).decode()[:16]


def _verified_events(hub: Intake, webhook: RawWebhook, tenant: str, connector: str, now: datetime) -> tuple[Event, ...]:
    try:
        translator = hub.catalogue.by_name(connector)
        receiver = _Receiver(tenant=tenant)
        keys_of_sender = tuple(hub.secrets.get(receiver.tenant, connector, Power.WEBHOOK)["keys"])
        translator.verify_webhook(webhook, keys=keys_of_sender, now=int(now.timestamp()))
        return translator.parse_event(webhook)
    except (SecretUnavailableError, KeyError, ValidationError, WebhookRejectedError):
        # One answer for all of them: a stranger learns neither tenants nor connectors.
        raise RequestRefusedError(401, "The webhook's signature could not be verified. Check the signing key and the clock.") from None
    except MalformedJsonError as error:
        raise RequestRefusedError(400, f"The webhook's body cannot be read: {error}.") from error


def _accept(hub: Intake, event: Event, tenant: str, connector: str, now: datetime) -> Accepted:
    interaction = _interaction(event)
    for _ in range(ROUNDS):
        key = hub.ring.current(tenant, interaction.customer_id)
        case = _case(event, interaction, key, tenant=tenant, connector=connector, now=now)
        known = hub.store.get(keys.dedupe(tenant, event.source, event.id))
        if known is not None:
            return _duplicate(hub, known, case, now)
        hub.content.put(case.content_key, canonical_json(interaction.to_json()))
        with suppress(WriteRefusedError):
            _keep(hub.store, case, event, key, now)
            _start(hub.workflows, case)
            return Accepted(case_id=case.case_id, duplicate=False)
    raise TransientHubError("others kept opening cases of the same customer")


def _case(event: Event, interaction: Interaction, key: CustomerKey, *, tenant: str, connector: str, now: datetime) -> Case:
    case_id = case_id_for(tenant, event.source, event.id)
    arrived = content_digest(interaction, key.data.derive(case_id))
    return Case(
        tenant=tenant,
        case_id=case_id,
        connector=connector,
        event_id=event.id,
        ticket_id=interaction.ticket_id,
        customer_id=interaction.customer_id,
        personal_key=key.key_id,
        requester=interaction.requested_by,
        channel=interaction.channel,
        content_key=content_key(tenant, key.key_id, case_id, arrived),
        content_digest=arrived,
        received_at=now,
        state=CaseState.RECEIVED,
        starts=1,
    )


def _interaction(event: Event) -> Interaction:
    try:
        return Interaction.from_json(event.data)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, item["loc"])) for item in error.errors()}))
        raise RequestRefusedError(400, f"The event's data does not fit {event.type}: see {fields}.") from None


def _keep(store: Store, case: Case, event: Event, key: CustomerKey, now: datetime) -> None:
    """Raises WriteRefusedError when the event was kept meanwhile, or the customer's key changed."""
    salt = key.data.derive(case.case_id)
    entry = AuditEntry(
        type="interaction.received",
        actor="intake",
        body={
            "specversion": "1.0",
            "id": event.id,
            "source": event.source,
            "type": event.type,
            "time": event.time,
            "ticket": committed(salt, "ticket", case.ticket_id),
            "customer": committed(salt, "customer", case.customer_id),
            "key": case.personal_key,
            "channel": case.channel,
            "requester_known": case.requester is not None,
            "content": case.content_digest,
        },
    )
    arrived = {"case_id": case.case_id, "content_digest": case.content_digest, "personal_key": case.personal_key}
    writes: list[Write] = [
        Put(keys.dedupe(case.tenant, event.source, event.id), arrived),
        Put(keys.case(case.tenant, case.case_id), case.to_json(), due_at=now + UNACCOUNTED_AFTER),
        Put(keys.salt(case.tenant, case.case_id), CaseSalt(salt=salt).to_json()),
        *indexes.of_case(case),
        *key.writes,
    ]
    audit.commit(store, case.tenant, case.case_id, entry, writes, now=now)


def _duplicate(hub: Intake, known: Row, case: Case, now: datetime) -> Accepted:
    if known["content_digest"] != case.content_digest and not _erased(hub.ring, case, str(known["personal_key"])):
        entry = AuditEntry(type="intake.conflict", actor="intake", body={"id": case.event_id, "content": case.content_digest})
        audit.commit(hub.store, case.tenant, case.case_id, entry, [], now=now)
        raise RequestRefusedError(409, "This event id was received before with other content.", case_id=case.case_id)
    return Accepted(case_id=case.case_id, duplicate=True)


def _erased(ring: KeyRing, case: Case, key_id: str) -> bool:
    """Whether nobody can say any more what came the first time."""
    return key_id != case.personal_key and ring.find(case.tenant, key_id) is None


def _start(workflows: Workflows, case: Case) -> None:
    # The case is durable and due: whatever stops the start now, the sweep starts it later.
    with suppress(Exception):
        workflows.start_case(case.tenant, case.case_id)
