from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, Happened, reply, route
from countersign.sdk.conformance.hubspot import HubSpotAccount, asked_for, not_found, refused
from countersign_hubspot.contacts import CUSTOM_PROPERTIES, CUSTOMER_ID

_AT = "2026-11-21T12:00:00.000Z"
_DATE = "Sat, 21 Nov 2026 12:00:00 GMT"
_DEFAULT_PROPERTIES = ("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname")
_MARTA: Mapping[str, str | None] = {
    "firstname": "Marta",
    "lastname": "Holm",
    "email": "marta@mail.example",
    "phone": "+4915550100001",
    "hs_country_region_code": "DE",
    "notes_last_contacted": "2026-11-21T09:30:00Z",
    **dict.fromkeys(CUSTOM_PROPERTIES, "false"),
    CUSTOMER_ID: "CUST-0001",
    "countersign_segment": "consumer",
    "countersign_utc_offset_minutes": "60",
}


def _is_equal(held: str | None, value: str) -> bool:
    return held == value


def _is_at_least(held: str | None, value: str) -> bool:
    return int(held or "0") >= int(value)


_COMPARED: Mapping[str, Callable[[str | None, str], bool]] = {"EQ": _is_equal, "GTE": _is_at_least}


def _contacts() -> dict[str, dict[str, str | None]]:
    jonas = {CUSTOMER_ID: "CUST-0002", "firstname": "Jonas", "email": "jonas@mail.example"}
    return {"512": {**_MARTA}, "513": {**_MARTA, **jonas}}


def _engagements() -> dict[str, list[dict[str, str]]]:
    """Milliseconds of the day before, at half past nine, and two days before."""
    recent, old = "1795253400000", "1795080600000"
    mail = {"associations.contact": "512", "hs_email_direction": "EMAIL"}
    return {
        "emails": [{**mail, "hs_timestamp": recent}, {**mail, "hs_timestamp": old}],
        "calls": [{"associations.contact": "512", "hs_call_direction": "INBOUND", "hs_timestamp": recent}],
        "communications": [{"associations.contact": "512", "hs_timestamp": recent}],
    }


@dataclass
class HubSpotFake(HubSpotAccount):
    """Two contacts with one telephone between them, and what was said to one of them."""

    contacts: dict[str, dict[str, str | None]] = field(default_factory=_contacts)
    engagements: dict[str, list[dict[str, str]]] = field(default_factory=_engagements)
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"contacts": CUSTOM_PROPERTIES})
    unique: ClassVar[frozenset[str]] = frozenset({CUSTOMER_ID})

    @route("GET", "/crm/v3/objects/contacts/{contact_id}")
    def read_contact(self, asked: Asked) -> Response:
        record_id = self._record_id(asked)
        return not_found() if record_id is None else reply(200, self._shown(record_id, asked_for(asked, "properties")), date=_DATE)

    @route("PATCH", "/crm/v3/objects/contacts/{contact_id}")
    def update_contact(self, asked: Asked) -> Response:
        record_id = self._record_id(asked)
        if record_id is None:
            return not_found()
        contact, wanted = self.contacts[record_id], {**asked.json["properties"]}
        wanted["email"] = wanted["email"].lower()
        if any(wanted["email"] == other["email"] for name, other in self.contacts.items() if name != record_id):
            return refused(409, "CONFLICT", "Contact already exists. Existing ID: 513")
        if not wanted.items() <= contact.items():
            self.effects.append(Happened(Effect.WRITE_REVERSIBLE, record_id, recipient=contact[CUSTOMER_ID]))
        contact |= wanted
        return reply(200, self._shown(record_id, wanted))

    @route("POST", "/crm/v3/objects/{kind}/search")
    def search(self, asked: Asked) -> Response:
        kind = asked.names["kind"]
        held: Iterable[Mapping[str, Any]] = self.contacts.values() if kind == "contacts" else self.engagements[kind]
        filters = asked.json["filterGroups"][0]["filters"]
        found = [one for one in held if all(_COMPARED[part["operator"]](one[part["propertyName"]], part["value"]) for part in filters)]
        return reply(200, {"total": len(found), "results": []})

    def _record_id(self, asked: Asked) -> str | None:
        wanted, by = asked.names["contact_id"], asked.query.get("idProperty")
        found = [record_id for record_id, contact in self.contacts.items() if (contact[by] if by else record_id) == wanted]
        return found[0] if found else None

    def _shown(self, record_id: str, names: Iterable[str]) -> dict[str, Any]:
        own = {"hs_object_id": record_id, "createdate": _AT, "lastmodifieddate": _AT}
        held = self.contacts[record_id] | own
        properties = {name: held.get(name) for name in sorted({*_DEFAULT_PROPERTIES, *names})}
        return {"id": record_id, "properties": properties, "createdAt": _AT, "updatedAt": _AT, "archived": False}
