"""Whether something is there, and what was done. Neither a message nor a call carries a key of ours."""

from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from countersign.sdk import Applied, Listed, Listing, NotListedError, Outcome, Request, Response, Unknown, VendorError
from countersign.sdk.paging import pages
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import absent, answer, present
from countersign_twilio.manifest import CALL_END, CALL_PLACE, CALL_TRANSFER, SMS_SEND

_PAGE = "50"
_OVER = frozenset({"busy", "canceled", "completed", "failed", "no-answer"})
# Under this name Twilio lists what an action did, filtered by this parameter.
_LISTS: Mapping[str, tuple[str, str]] = {SMS_SEND.name: ("messages", "DateSent>"), CALL_PLACE.name: ("calls", "StartTime>")}


def look_up(action: str, request: Request) -> Generator[Request, Response, Outcome]:
    """By the call itself, where there is one. A new message or call cannot be told from another with the same words."""
    if action == CALL_END.name:
        return (yield from _ended(request))
    if action == CALL_TRANSFER.name:
        return (yield from _waiting(request))
    return _cannot_be_told("a message or call carries no key that would tell it from another")


def listing(action: str, since: str, page: str | None) -> Generator[Request, Response, Listing]:
    """Newest first; `page` is the query of the address that Twilio names for it."""
    if action not in _LISTS:
        raise NotListedError(f"Twilio keeps no list of {action}")
    name, filtered_by = _LISTS[action]
    query = tuple(parse_qsl(page)) if page else ((filtered_by, since), ("PageSize", _PAGE))
    found: dict[str, Any] = present((yield Request(method="GET", path=f"/{name.capitalize()}.json", query=query)))
    ours = [_listed(item) for item in found[name] if item["direction"] == "outbound-api"]
    return Listing(effects=tuple(ours), next_page=_next_page(found))


def _ended(request: Request) -> Generator[Request, Response, Outcome]:
    found: dict[str, Any] | None = answer((yield get_request(request.path)))
    if found is None or found["status"] not in _OVER:
        return absent("the call goes on")
    return Applied(vendor_id=found["sid"], result={"id": found["sid"]})


def _waiting(request: Request) -> Generator[Request, Response, Outcome]:
    """Seen to be moved while it waits in the team's queue, and not before or after."""
    call_id = request.path.removeprefix("/Calls/").removesuffix(".json")
    (twiml,) = parse_qs(request.body or "")["Twiml"]
    wanted = twiml.partition("<Enqueue>")[2].partition("<")[0]
    first = get_request("/Queues.json", PageSize=_PAGE)
    read = yield from pages(first, lambda page: _following(first, page))
    for queue in (queue for page in read or () for queue in page["queues"] if queue["friendly_name"] == wanted):
        if answer((yield get_request(f"{path_of('Queues', queue['sid'], 'Members', call_id)}.json"))):
            return Applied(vendor_id=call_id, result={"id": call_id})
    return _cannot_be_told("the call does not wait in the team's queue: it may have been answered there already")


def _following(first: Request, page: Mapping[str, Any]) -> Request | None:
    query = _next_page(page)
    return first.model_copy(update={"query": tuple(parse_qsl(query))}) if query else None


def _next_page(found: Mapping[str, Any]) -> str | None:
    """Without its path: the account stands in the address that the hub has."""
    return urlsplit(found["next_page_uri"]).query if found["next_page_uri"] else None


def _listed(item: Mapping[str, Any]) -> Listed:
    return Listed(vendor_id=item["sid"], key=None, at=datetime.strptime(item["date_created"], "%a, %d %b %Y %H:%M:%S %z"))


def _cannot_be_told(why: str) -> Unknown:
    return Unknown(error=VendorError(kind="not_found", safe_message=why))
