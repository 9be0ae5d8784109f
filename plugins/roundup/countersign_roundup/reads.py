"""Dialogues that only read."""

from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any

from countersign.sdk import Applied, Arguments, Health, Listed, Listing, Outcome, Request, Response, Unknown, VendorError
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import absent, answer, health, present
from countersign_roundup.writes import MESSAGES, former, key_of, message_id, sent

_ISSUE_FIELDS = "title,messages,status,assignedto,keyword,creator,creation"
# Of the classic template; other trackers' own names are open.
_STATUSES: Mapping[str, str] = {"resolved": "closed", "done-cbb": "closed", "need-eg": "pending", "deferred": "pending"}
_PAGE_SIZE = 50


def ticket(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    """The issue, and its first message for the text."""
    path = path_of("rest", "data", "issue", arguments["ticket_id"])
    found: Any = answer((yield get_request(path, **{"@verbose": "2", "@fields": _ISSUE_FIELDS})))
    if found is None:
        return None
    issue, messages = found["data"]["attributes"], found["data"]["attributes"]["messages"]
    first: Any = {"content": "", "messageid": None}
    if messages:
        path = path_of("rest", "data", "msg", messages[0]["id"])
        first = present((yield get_request(path, **{"@verbose": "3", "@fields": "content,messageid"})))
        first = first["data"]["attributes"]
    return {
        "ticket_id": arguments["ticket_id"],
        "customer_id": issue["creator"]["username"],
        "channel": "email" if first["messageid"] else "portal",
        "subject": issue["title"],
        "text": first["content"],
        "status": _STATUSES.get(issue["status"]["name"], "open") if issue["status"] else "open",
        "queue": issue["assignedto"]["username"] if issue["assignedto"] else None,
        "tags": [keyword["name"] for keyword in issue["keyword"]],
        "created_at": f"{_moment(issue['creation']):%Y-%m-%dT%H:%M:%SZ}",
        "version": found["data"]["@etag"],
    }


def message_of(key: str) -> Generator[Request, Response, Outcome]:
    """A key stands on one message only; the colon asks for exactly this one."""
    found: Any = present((yield get_request(MESSAGES, **{"messageid:": message_id(key)})))
    if not found["data"]["collection"]:
        return absent("no message carries the action's key")
    designator = f"msg{found['data']['collection'][0]['id']}"
    return Applied(vendor_id=designator, result={"id": designator})


def change_of(request: Request, key: str) -> Generator[Request, Response, Outcome]:
    """The issue names the last change by the hub only: another one there, or none, says nothing of ours."""
    fields = "hub_key,team_before,tags_before"
    found: Any = present((yield get_request(request.path, **{"@fields": fields})))["data"]
    if found["attributes"]["hub_key"] != key:
        return Unknown(error=VendorError(kind="not_found", safe_message="the issue's last change by the hub is another one"))
    designator = f"issue{found['id']}"
    return Applied(vendor_id=designator, result={"id": designator, **former({**sent(request), **found["attributes"]})})


def messages_by(link: str, since: str, page: str | None) -> Generator[Request, Response, Listing]:
    """All messages from then on, of which those count that were made by `link`."""
    number = int(page or "1")
    query = {
        "creation": f"{datetime.fromisoformat(since).astimezone(UTC):%Y-%m-%d.%H:%M:%S};",
        "@fields": f"{link},messageid,creation",
        "@sort": "id",
        "@page_size": str(_PAGE_SIZE),
        "@page_index": str(number),
    }
    found: Any = present((yield get_request(MESSAGES, **query)))["data"]
    ours = [item for item in found["collection"] if item[link]]
    effects = [Listed(vendor_id=f"msg{item['id']}", key=key_of(item["messageid"]), at=_moment(item["creation"])) for item in ours]
    return Listing(effects=tuple(effects), next_page=str(number + 1) if "next" in found.get("@links", {}) else None)


def check() -> Generator[Request, Response, Health]:
    """Roundup answers 400 for a field that the tracker's schema does not have."""
    found = health((yield get_request(MESSAGES, **{"@page_size": "1", "@fields": "replies_to,notes_on"})))
    if not found.ok:
        return found
    return health((yield get_request(path_of("rest", "data", "issue"), **{"@page_size": "1", "@fields": "hub_key,tags_before"})))


def _moment(text: str) -> datetime:
    """Roundup's own writing of a time, in UTC."""
    return datetime.strptime(text, "%Y-%m-%d.%H:%M:%S").replace(tzinfo=UTC)
