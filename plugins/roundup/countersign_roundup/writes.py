"""Requests that write, and what their answers mean."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from countersign.sdk import Applied, Arguments, MalformedJsonError, Outcome, Request, Response, loads, loads_answer, loads_object
from countersign.sdk.requests import json_request, path_of
from countersign.sdk.responses import failure, unreadable

# Nobody's: no page can ever be there (RFC 2606). Roundup wants every write's origin, and its `allowed_api_origins` names this one.
_DOMAIN = "countersign.invalid"
_HEADERS = (
    ("accept", "application/json"),
    # Without a charset, which it answers with 415.
    ("content-type", "application/json"),
    ("origin", f"https://{_DOMAIN}"),
    ("x-requested-with", "rest"),
)
MESSAGES = path_of("rest", "data", "msg")
_CREATED = 201


def message_id(key: str) -> str:
    """In the form of RFC 5322, for the tracker mails a message under its own."""
    return f"<{key}@{_DOMAIN}>"


def key_of(message_id: str | None) -> str | None:
    """Ours, of a message that was made with one."""
    local, _, domain = (message_id or "").partition("@")
    return local.removeprefix("<") if domain == f"{_DOMAIN}>" else None


def message(link: str) -> Callable[[Arguments, str], Request]:
    """A new message, that the detector in the tracker puts in its place by `link`."""

    def prepare(arguments: Arguments, key: str) -> Request:
        return _writing("POST", MESSAGES, {"content": arguments["text"], link: arguments["ticket_id"], "messageid": message_id(key)})

    return prepare


def hand_over(arguments: Arguments, key: str) -> Request:
    # Null would leave the team as it is.
    return _change(arguments, {"assignedto": arguments["queue"] or "", "handed_over": arguments["summary"], "hub_key": key})


def tag(arguments: Arguments, key: str) -> Request:
    version = {"@etag": arguments["version"]} if "version" in arguments else {}
    return _change(arguments, {"keyword": arguments["tags"], "hub_key": key, **version})


def outcome(request: Request, response: Response) -> Outcome:
    """By status; a success is one only if it shows what was made or changed."""
    expected, meaning = (_CREATED, _made) if request.path == MESSAGES else (200, _changed)
    if response.status != expected:
        return failure(response)
    try:
        done = meaning(loads_answer(response.body)["data"], request)
    except (MalformedJsonError, KeyError, TypeError):
        done = None
    return done or unreadable(response)


def former(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """What an undo needs, as the detector noted it with the last change by the hub."""
    noted: dict[str, Any] = {}
    if "assignedto" in attributes:
        noted["former_queue"] = attributes.get("team_before") or None
    if "keyword" in attributes:
        noted["former_tags"] = loads((attributes.get("tags_before") or "[]").encode())
    return noted


def sent(request: Request) -> dict[str, Any]:
    """What a request that was prepared here asks for."""
    members: dict[str, Any] = loads_object((request.body or "").encode())
    return members


def _change(arguments: Arguments, changes: Mapping[str, Any]) -> Request:
    return _writing("PATCH", path_of("rest", "data", "issue", arguments["ticket_id"]), changes)


def _writing(method: Literal["POST", "PATCH"], path: str, members: Mapping[str, Any]) -> Request:
    return json_request(method, path, members).model_copy(update={"headers": _HEADERS})


def _made(data: Any, _request: Request) -> Applied | None:
    return _applied("msg", data["id"]) if isinstance(data["id"], str) else None


def _changed(data: Any, request: Request) -> Applied | None:
    """With our key among what was changed: an answer without it is to something else."""
    attributes, wanted = data["attribute"], sent(request)
    if attributes["hub_key"] != wanted["hub_key"] or not isinstance(data["id"], str):
        return None
    return _applied("issue", data["id"], former({name: attributes.get(name) for name in (*wanted, "team_before", "tags_before")}))


def _applied(kind: str, number: str, more: Mapping[str, Any] | None = None) -> Applied:
    designator = f"{kind}{number}"
    return Applied(vendor_id=designator, result={"id": designator, **(more or {})})
