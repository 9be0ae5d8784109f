from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, Happened, reply, route
from countersign.sdk.conformance.hubspot import HubSpotAccount, asked_for, not_found, refused
from countersign_hubspot_tickets.tickets import CUSTOMER_ID, KEY, QUEUE, SUMMARY, TAGS

_AT = "2026-11-21T12:00:00.000Z"
_TICKET: Mapping[str, str | None] = {
    "subject": "Gießkanne",
    "content": "It came broken.",
    "source_type": "EMAIL",
    "hs_pipeline": "0",
    "hs_pipeline_stage": "1",
    QUEUE: None,
    SUMMARY: None,
    TAGS: "orders",
    KEY: None,
}
_STAGES = {"1": "OPEN", "4": "CLOSED"}
# What a look-up goes by stays for good.
_HISTORY = frozenset({KEY, SUMMARY})


def _tickets() -> dict[str, dict[str, str | None]]:
    return {"701": {**_TICKET}, "702": {**_TICKET, "hs_pipeline_stage": "4"}}


def _properties() -> dict[str, tuple[str, ...]]:
    return {"tickets": (KEY, QUEUE, SUMMARY, TAGS), "notes": (KEY,), "contacts": (CUSTOMER_ID,)}


@dataclass
class HubSpotTicketsFake(HubSpotAccount):
    """Two tickets of one contact, one of them closed."""

    tickets: dict[str, dict[str, str | None]] = field(default_factory=_tickets)
    history: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    contacts: dict[str, dict[str, str | None]] = field(default_factory=lambda: {"512": {CUSTOMER_ID: "CUST-0001"}})
    contacts_of_tickets: tuple[str, ...] = ("512",)
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=_properties)

    @route("GET", "/crm/v3/objects/tickets/{ticket_id}")
    def read_ticket(self, asked: Asked) -> Response:
        ticket_id = asked.names["ticket_id"]
        if ticket_id not in self.tickets:
            return not_found()
        shown = _shown(ticket_id, self.tickets[ticket_id], asked_for(asked, "properties"))
        if "associations" in asked.query:
            contacts = [{"id": contact_id, "type": "ticket_to_contact"} for contact_id in self.contacts_of_tickets]
            shown["associations"] = {"contacts": {"results": contacts}}
        if asked_for(asked, "propertiesWithHistory"):
            shown["propertiesWithHistory"] = {KEY: self.history.get(ticket_id, [])}
        return reply(200, shown)

    @route("PATCH", "/crm/v3/objects/tickets/{ticket_id}")
    def update_ticket(self, asked: Asked) -> Response:
        ticket_id, wanted = asked.names["ticket_id"], {name: value or None for name, value in asked.json["properties"].items()}
        if ticket_id not in self.tickets:
            return not_found()
        if unknown := wanted.keys() - _TICKET.keys():
            return refused(400, "VALIDATION_ERROR", f"Property {min(unknown)} does not exist")
        ticket = self.tickets[ticket_id]
        if not wanted.items() <= ticket.items():
            self.effects.append(Happened(Effect.WRITE_REVERSIBLE, ticket_id))
            self.history.setdefault(ticket_id, []).insert(
                0, {"value": wanted.get(KEY) or "", "timestamp": _AT, "sourceType": "INTEGRATION"}
            )
        ticket |= wanted
        return reply(200, _shown(ticket_id, ticket, wanted))

    @route("POST", "/crm/v3/objects/notes")
    def create_note(self, asked: Asked) -> Response:
        """The hub fills in `hs_timestamp` when it sends; what is asked here without it was not sent by the hub yet."""
        on = [each["to"]["id"] for each in asked.json["associations"]]
        if any(ticket_id not in self.tickets for ticket_id in on):
            return refused(400, "VALIDATION_ERROR", "One or more associations are not valid")
        note = self.happened(Effect.WRITE_REVERSIBLE, "")
        self.notes[note.id] = {"on": on, "properties": asked.json["properties"]}
        return reply(201, _shown(note.id, asked.json["properties"], asked.json["properties"]))

    @route("GET", "/crm/v4/objects/tickets?/{ticket_id}/associations/notes?")
    def notes_of(self, asked: Asked) -> Response:
        if asked.names["ticket_id"] not in self.tickets:
            return not_found()
        found = [note_id for note_id, note in self.notes.items() if asked.names["ticket_id"] in note["on"]]
        start, size = int(asked.query.get("after", "0")), int(asked.query.get("limit", "500"))
        on_it = {"category": "HUBSPOT_DEFINED", "typeId": 227, "label": None}
        results = [{"toObjectId": int(note_id), "associationTypes": [on_it]} for note_id in found[start : start + size]]
        more = {"paging": {"next": {"after": str(start + size)}}} if len(found) > start + size else {}
        return reply(200, {"results": results, **more})

    @route("POST", "/crm/v3/objects/notes/batch/read")
    def read_notes(self, asked: Asked) -> Response:
        wanted = [each["id"] for each in asked.json["inputs"]]
        results = [_shown(note_id, self.notes[note_id]["properties"], asked.json["properties"]) for note_id in wanted]
        return reply(200, {"status": "COMPLETE", "results": results, "startedAt": _AT, "completedAt": _AT})

    @route("GET", "/crm/v3/objects/contacts/{contact_id}")
    def read_contact(self, asked: Asked) -> Response:
        contact_id = asked.names["contact_id"]
        return reply(200, _shown(contact_id, self.contacts[contact_id], asked_for(asked, "properties")))

    @route("GET", "/crm/v3/pipelines/tickets/{pipeline}/stages/{stage}")
    def read_stage(self, asked: Asked) -> Response:
        stage = asked.names["stage"]
        body = {"id": stage, "label": stage, "displayOrder": 0, "metadata": {"ticketState": _STAGES[stage]}, "archived": False}
        return reply(200, {**body, "createdAt": _AT, "updatedAt": _AT})

    def state(self) -> object:
        """Notes and what a ticket's history holds stay; the rest can be brought back."""
        return [{name: value for name, value in ticket.items() if name not in _HISTORY} for ticket in self.tickets.values()]


def _shown(record_id: str, held: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """A property that the account does not have is left out."""
    own = {"hs_object_id": record_id, "createdate": _AT, "hs_lastmodifieddate": _AT}
    properties = own | {name: held[name] for name in sorted(names) if name in held}
    return {"id": record_id, "properties": properties, "createdAt": _AT, "updatedAt": _AT, "archived": False}
