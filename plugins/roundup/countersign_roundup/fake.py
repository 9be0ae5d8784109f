"""A tracker in memory, in Roundup's own format, with the two files of `tracker/` in it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Request, Response
from countersign.sdk.conformance import Asked, FakeSystem, Happened, reply, route

_AT = "2026-11-21.12:00:00"
_PEOPLE = {"3": "CUST-0001", "6": "complaints", "7": "orders"}
_KEYWORDS = {"1": "delivery", "2": "opening_hours"}
_ISSUE: dict[str, Any] = {
    "title": "Gießkanne",
    "messages": ["1"],
    "status": {"id": "1", "name": "unread"},
    "assignedto": None,
    "keyword": ["1"],
    "creator": "3",
    "creation": _AT,
    "hub_key": None,
    "handed_over": None,
    "team_before": None,
    "tags_before": None,
}


@dataclass
class RoundupFake(FakeSystem):
    """Two issues; each key is taken once."""

    issues: dict[str, dict[str, Any]] = field(default_factory=lambda: {"1": {**_ISSUE}, "2": {**_ISSUE, "assignedto": "7"}})
    messages: dict[str, dict[str, Any]] = field(default_factory=lambda: {"1": _message("It came broken.")})

    def respond(self, request: Request) -> Response:
        """As Roundup's own door: writes have their origin, and JSON has no charset."""
        if request.method == "GET":
            return super().respond(request)
        headers = {name.lower(): value for name, value in request.headers}
        if headers.get("content-type") != "application/json":
            return _refused(415)
        return super().respond(request) if "origin" in headers else _refused(400)

    @route("GET", "/rest/data/issue")
    def list_issues(self, asked: Asked) -> Response:
        return _collection(asked, self.issues.items())

    @route("GET", "/rest/data/issue/{number}")
    def read_issue(self, asked: Asked) -> Response:
        issue = self.issues.get(asked.names["number"])
        if issue is None:
            return _refused(404)
        shown = issue | {
            "messages": [{"id": number} for number in issue["messages"]],
            "assignedto": issue["assignedto"] and {"id": issue["assignedto"], "username": _PEOPLE[issue["assignedto"]]},
            "creator": {"id": issue["creator"], "username": _PEOPLE[issue["creator"]]},
            "keyword": [{"id": number, "name": _KEYWORDS[number]} for number in issue["keyword"]],
        }
        return _element("issue", asked, shown, _etag(issue))

    @route("PATCH", "/rest/data/issue/{number}")
    def change_issue(self, asked: Asked) -> Response:
        number, wanted = asked.names["number"], dict(asked.json)
        issue = self.issues.get(number)
        if issue is None:
            return _refused(404)
        if {wanted.pop("@etag", _etag(issue)), asked.headers.get("if-match", _etag(issue))} != {_etag(issue)}:
            return _refused(412)
        try:
            changes = _by_number(wanted)
        except StopIteration:
            return _refused(400)
        if "assignedto" in changes:
            changes["team_before"] = _PEOPLE.get(issue["assignedto"], "")
        if "keyword" in changes:
            changes["tags_before"] = json.dumps([_KEYWORDS[one] for one in issue["keyword"]])
        issue.update(changes)
        self.effects.append(Happened(Effect.WRITE_REVERSIBLE, f"issue{number}"))
        return reply(200, {"data": {"id": number, "type": "issue", "attribute": changes}})

    @route("GET", "/rest/data/msg")
    def list_messages(self, asked: Asked) -> Response:
        wanted = asked.query.get("messageid:")
        return _collection(asked, ((number, one) for number, one in self.messages.items() if wanted in {None, one["messageid"]}))

    @route("GET", "/rest/data/msg/{number}")
    def read_message(self, asked: Asked) -> Response:
        message = self.messages.get(asked.names["number"])
        return _refused(404) if message is None else _element("msg", asked, message, _etag(message))

    @route("POST", "/rest/data/msg")
    def make_message(self, asked: Asked) -> Response:
        made = _message(asked.json["content"]) | asked.json
        issue = self.issues.get(made["replies_to"] or made["notes_on"])
        if issue is None or any(made["messageid"] == one["messageid"] for one in self.messages.values()):
            return _refused(409)
        number = str(len(self.messages) + 1)
        self.messages[number] = made
        if made["replies_to"]:
            issue["messages"] = [*issue["messages"], number]
            self.effects.append(Happened(Effect.CUSTOMER_CONTACT, f"msg{number}", recipient=_PEOPLE[issue["creator"]]))
        else:
            self.effects.append(Happened(Effect.WRITE_REVERSIBLE, f"msg{number}"))
        return reply(201, {"data": {"id": number, "link": f"http://127.0.0.1/rest/data/msg/{number}"}})

    def state(self) -> object:
        """What colleagues work by: messages stay for good, and the last change is always another."""
        return {number: {name: issue[name] for name in ("title", "assignedto", "keyword")} for number, issue in self.issues.items()}


def _message(content: str) -> dict[str, Any]:
    return {"content": content, "messageid": None, "replies_to": None, "notes_on": None, "creation": _AT}


def _by_number(wanted: dict[str, Any]) -> dict[str, Any]:
    """Roundup takes names and answers numbers; raises StopIteration for an unknown name."""
    changes = {name: value for name, value in wanted.items() if value is not None}
    if changes.get("assignedto"):
        changes["assignedto"] = next(number for number, name in _PEOPLE.items() if name == wanted["assignedto"])
    elif "assignedto" in changes:
        changes["assignedto"] = None
    if "keyword" in changes:
        names = {name: number for number, name in _KEYWORDS.items()}
        changes["keyword"] = [next(iter([names[name]] if name in names else ())) for name in wanted["keyword"]]
    return changes


def _etag(shown: dict[str, Any]) -> str:
    return f'"{hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]}"'


def _element(kind: str, asked: Asked, attributes: dict[str, Any], etag: str) -> Response:
    fields = asked.query.get("@fields", "").split(",")
    shown = {name: attributes[name] for name in fields if name}
    return reply(200, {"data": {"id": asked.names["number"], "type": kind, "attributes": shown, "@etag": etag}}, etag=etag)


def _collection(asked: Asked, found: Iterable[tuple[str, dict[str, Any]]]) -> Response:
    every, size, index = list(found), int(asked.query.get("@page_size", "1000")), int(asked.query.get("@page_index", "1"))
    fields = [name for name in asked.query.get("@fields", "").split(",") if name]
    page = [{"id": number, **{name: one[name] for name in fields}} for number, one in every[(index - 1) * size : index * size]]
    links = {"@links": {"next": [{"rel": "next"}]}} if index * size < len(every) else {}
    return reply(200, {"data": {"collection": page, "@total_size": len(every), **links}})


def _refused(status: int) -> Response:
    return reply(status, {"error": {"status": status, "msg": "in words"}})
