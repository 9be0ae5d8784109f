"""A contact as a customer (developers.hubspot.com, CRM API v3).

Property values are texts, or null where nothing was entered. What HubSpot has no property for stands in custom ones, `countersign_…`; the
unique one among them holds the name by which the hub knows the customer.
"""

from collections.abc import Generator, Mapping
from typing import Any

from countersign.sdk import ReadRefusedError, Request, Response
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import answer
from countersign_hubspot.search import count

CUSTOMER_ID = "countersign_customer_id"
_FLAGS = ("vulnerable", "do_not_contact", "legal_hold", "marketing_consent", "identity_verified", "open_complaint")
_SEGMENT = "countersign_segment"
_OFFSET = "countersign_utc_offset_minutes"
_COUNTRY = "hs_country_region_code"
CUSTOM_PROPERTIES = (CUSTOMER_ID, _SEGMENT, _OFFSET, *(f"countersign_{flag}" for flag in _FLAGS))
_BOOLEANS: Mapping[str | None, bool] = {"true": True, "false": False}


def contact_path(customer_id: str) -> str:
    return path_of("crm", "v3", "objects", "contacts", customer_id)


def contact_request(path: str, *properties: str) -> Request:
    """A contact by the hub's name for it, with these properties."""
    return get_request(path, idProperty=CUSTOMER_ID, properties=",".join(properties))


def read_customer(customer_id: str) -> Generator[Request, Response, dict[str, Any] | None]:
    request = contact_request(contact_path(customer_id), "firstname", "lastname", "email", "phone", _COUNTRY, *CUSTOM_PROPERTIES)
    contact: dict[str, Any] | None = answer((yield request))
    if contact is None:
        return None
    properties: dict[str, str | None] = contact["properties"]
    phone = properties["phone"] or ""
    same_phone = (yield from count("contacts", ("phone", "EQ", phone))) if phone else 0
    return {
        "customer_id": customer_id,
        "name": " ".join(part for part in (properties["firstname"], properties["lastname"]) if part),
        "email": properties["email"] or "",
        "phone": phone,
        "segment": _entered(properties, _SEGMENT),
        "country": _entered(properties, _COUNTRY),
        "utc_offset_minutes": int(_entered(properties, _OFFSET)),
        **{flag: _flag(properties, f"countersign_{flag}") for flag in _FLAGS},
        "possible_duplicates": max(0, same_phone - 1),
        "updated_at": contact["updatedAt"],
    }


def _entered(properties: Mapping[str, str | None], name: str) -> str:
    """A property that nobody filled in is unknown, and an unknown fact is not guessed."""
    if not (value := properties[name]):
        raise ReadRefusedError(f"the contact's {name} is empty")
    return value


def _flag(properties: Mapping[str, str | None], name: str) -> bool:
    return _BOOLEANS[_entered(properties, name)]
