"""Dialogues that only read. Tryton's parties have no fields for much that the hub must know of a customer: their categories say it."""

import re
from collections.abc import Generator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from countersign.sdk import ReadRefusedError, Request, Response
from countersign.sdk.waiting import answered_at
from countersign_tryton import rpc
from countersign_tryton.versions import Version

Reading = Generator[Request, Response, Any]

_FIELDS = (
    "name",
    "code",
    "write_date",
    "create_date",
    "categories.name",
    "addresses.country.code",
    "contact_mechanisms.type",
    "contact_mechanisms.value_compact",
    "contact_mechanisms._timestamp",
)
FLAGS: Mapping[str, str] = {
    "vulnerable": "vulnerable",
    "do_not_contact": "do not contact",
    "legal_hold": "legal hold",
    "marketing_consent": "marketing consent",
    "identity_verified": "identity verified",
    "open_complaint": "open complaint",
}
_SEGMENTS = ("regulated", "business")
_OFFSET = re.compile(r"UTC([+-])([0-9]{2}):([0-9]{2})")
_PHONES = ("mobile", "phone")
_COUNTED = 1000


def customer(customer_id: str) -> Reading:
    party, _ = yield from _party(customer_id)
    if party is None:
        return None
    categories = {category["name"] for category in party["categories."]}
    email = _mechanism(party, ("email",))["value_compact"]
    others = [["type", "=", "email"], ["value_compact", "=", email], ["party.code", "!=", customer_id]]
    return {
        "customer_id": party["code"],
        "name": party["name"] or "",
        "email": email,
        "phone": _mechanism(party, _PHONES)["value_compact"],
        "segment": next((segment for segment in _SEGMENTS if segment in categories), "consumer"),
        "country": _country(party),
        "utc_offset_minutes": _offset(categories),
        **{flag: category in categories for flag, category in FLAGS.items()},
        "possible_duplicates": rpc.result_of((yield rpc.call(rpc.COUNT_MECHANISMS, [others, 0, _COUNTED]))),
        "updated_at": _moment(party["write_date"] or party["create_date"]).isoformat(),
    }


def addresses(customer_id: str) -> Reading:
    party, _ = yield from _party(customer_id)
    if party is None:
        return None
    email, phone = _mechanism(party, ("email",)), _mechanism(party, _PHONES)
    version = Version(customer_id, email["id"], phone["id"], (email["_timestamp"], phone["_timestamp"]))
    return {"customer_id": customer_id, "email": email["value_compact"], "phone": phone["value_compact"], "version": str(version)}


def contacts(customer_id: str) -> Reading:
    """The e-mails that Tryton sent about the party; what the hub sent is in the hub's own ledger."""
    party, now = yield from _party(customer_id)
    if party is None:
        return None
    if now is None:
        raise ReadRefusedError("Tryton does not say what time it is")
    about = [["resource", "=", f"party.party,{party['id']}"]]
    mails = rpc.result_of((yield rpc.call(rpc.FIND_MAILS, [about, 0, _COUNTED, [["create_date", "DESC"]], ["create_date"]])))
    moments = sorted((_moment(mail["create_date"]) for mail in mails), reverse=True)
    return {
        "customer_id": customer_id,
        "contacts_24h": sum(moment > now - timedelta(hours=24) for moment in moments),
        "last_contact_at": moments[0].isoformat() if moments else None,
    }


def _party(customer_id: str) -> Reading:
    """The party of that code, or None, and Tryton's own clock."""
    response = yield rpc.call(rpc.FIND_PARTIES, [[["code", "=", customer_id]], 0, 2, None, list(_FIELDS)])
    found = rpc.result_of(response)
    if len(found) > 1:
        raise ReadRefusedError("two parties have this code")
    return (found[0] if found else None), answered_at(response)


def _mechanism(party: Mapping[str, Any], types: tuple[str, ...]) -> dict[str, Any]:
    """In the party's own order, as its form shows them first."""
    found: dict[str, Any] | None = next((each for each in party["contact_mechanisms."] if each["type"] in types), None)
    if found is None:
        raise ReadRefusedError(f"the party has no {types[-1]}")
    return found


def _country(party: Mapping[str, Any]) -> str:
    found = [str(address["country."]["code"]) for address in party["addresses."] if address.get("country.")]
    if not found:
        raise ReadRefusedError("no address of the party has a country")
    return found[0]


def _offset(categories: set[str]) -> int:
    found = next((match for name in sorted(categories) if (match := _OFFSET.fullmatch(name))), None)
    if found is None:
        raise ReadRefusedError("no category says the party's offset, as UTC+01:00")
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes


def _moment(told: Mapping[str, int]) -> datetime:
    """Tryton's times are in UTC, and take themselves apart."""
    units = (told[unit] for unit in ("year", "month", "day", "hour", "minute", "second", "microsecond"))
    return datetime(*units, tzinfo=UTC)  # type: ignore[misc,arg-type]  # seven integers
