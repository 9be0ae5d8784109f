from collections.abc import Generator
from typing import Any

from countersign.sdk import Applied, Arguments, Event, Health, Outcome, RawWebhook, Request, Response, loads_object
from countersign.sdk.hubspot import outcomes, properties, webhooks
from countersign.sdk.requests import json_request
from countersign.sdk.responses import absent, answer
from countersign.sdk.without import WithoutLists, WithoutUndo
from countersign_hubspot.contacts import CUSTOM_PROPERTIES, CUSTOMER_ID, contact_path, contact_request, read_customer
from countersign_hubspot.engagements import read_contacts
from countersign_hubspot.manifest import CUSTOMER_CONTACTS, CUSTOMER_READ, MANIFEST

_READS = {CUSTOMER_READ.name: read_customer, CUSTOMER_CONTACTS.name: read_contacts}
_CONTACTS = webhooks.Kind(
    "contact", "0-1", {"creation": "customer.created", "propertyChange": "customer.changed", "deletion": "customer.deleted"}
)


class HubSpot(WithoutLists, WithoutUndo):
    """Without lists: HubSpot keeps the history of a record, and none of all changes."""

    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:  # noqa: ARG002  one write, and it is idempotent by nature
        wanted = {"properties": {name: arguments[name] for name in ("email", "phone")}}
        request = json_request("PATCH", contact_path(arguments["customer_id"]), wanted)
        return request.model_copy(update={"query": (("idProperty", CUSTOMER_ID),)})

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  one write only
        return outcomes.interpret(response)

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  looked up by address
        """The record is its own evidence: it holds the wanted addresses, or it does not."""
        contact: dict[str, Any] | None = answer((yield contact_request(request.path, "email", "phone")))
        wanted: dict[str, Any] = loads_object((request.body or "").encode())
        if contact is None or _addresses(contact["properties"]) != _addresses(wanted["properties"]):
            return absent("the record does not hold the wanted addresses")
        return Applied(vendor_id=contact["id"], result={"id": contact["id"]})

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        return _READS[action](arguments["customer_id"])

    def check(self) -> Generator[Request, Response, Health]:
        return properties.check("contacts", CUSTOM_PROPERTIES, unique=CUSTOMER_ID)

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        webhooks.verify(webhook, keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        return webhooks.events(webhook, source=MANIFEST.name, kind=_CONTACTS)


def _addresses(properties: dict[str, str | None]) -> tuple[str, str]:
    """HubSpot writes mail addresses small, and accounts may have phone numbers set in groups."""
    phone = properties["phone"] or ""
    return (properties["email"] or "").lower(), "".join(character for character in phone if character in "+0123456789")
