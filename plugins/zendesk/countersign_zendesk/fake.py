import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_AT = "2026-11-21T12:00:00Z"
_PAGE_SIZE = 100
_MAX_TEXT = 65_535
_GROUP = 360_001
_TICKET: Mapping[str, Any] = {
    "id": 101,
    "subject": "Gießkanne",
    "description": "It came broken.",
    "status": "open",
    "group_id": _GROUP,
    "tags": ["orders"],
    "requester_id": 5001,
    "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
    "created_at": _AT,
    "updated_at": _AT,
}
_ARTICLE: Mapping[str, Any] = {
    "id": 900_005,
    "title": "Returns",
    "body": "<p>Goods may be returned within <b>thirty</b> days.</p>",
    "draft": False,
    "user_segment_id": None,
    "edited_at": "2026-01-01T00:00:00Z",
}


def _tickets() -> dict[int, dict[str, Any]]:
    return {101: {**_TICKET}, 102: {**_TICKET, "id": 102, "status": "closed"}}


def _articles() -> dict[int, dict[str, Any]]:
    return {900_005: {**_ARTICLE}, 900_006: {**_ARTICLE, "id": 900_006, "user_segment_id": 77}}


@dataclass
class ZendeskFake(FakeSystem):
    """Two tickets, one of them closed; a trigger that knows one queue; an article for everybody, and one for some."""

    tickets: dict[int, dict[str, Any]] = field(default_factory=_tickets)
    articles: dict[int, dict[str, Any]] = field(default_factory=_articles)
    audits: list[dict[str, Any]] = field(default_factory=list)
    role: str = "agent"
    groups: ClassVar[Mapping[str, int]] = {"complaints": 360_002}

    @route("GET", "/api/v2/users/me")
    def who_am_i(self, asked: Asked) -> Response:  # noqa: ARG002  nothing of the request matters
        return reply(200, {"user": {"id": None if self.role == "end-user" else 4001, "role": self.role}})

    @route("GET", "/api/v2/tickets/{ticket_id}")
    def read_ticket(self, asked: Asked) -> Response:
        ticket = self.tickets.get(_number(asked.names["ticket_id"]))
        return _not_found() if ticket is None else reply(200, {"ticket": ticket})

    @route("PUT", "/api/v2/tickets/{ticket_id}")
    def update_ticket(self, asked: Asked) -> Response:
        ticket, changes = self.tickets.get(_number(asked.names["ticket_id"])), asked.json["ticket"]
        if ticket is None:
            return _not_found()
        if refusal := _refusal(ticket, changes):
            return refusal
        events = [*_comment_events(changes), *self._change_events(ticket, changes)]
        public = changes.get("comment", {}).get("public", False)
        done = self.happened(Effect.CUSTOMER_CONTACT if public else Effect.WRITE_REVERSIBLE, "", recipient=str(ticket["requester_id"]))
        ticket |= {event["field_name"]: changes.get(event["field_name"], event["value"]) for event in events if event["type"] == "Change"}
        ticket["updated_at"] = f"2026-11-21T12:00:{int(done.id):02}Z"
        metadata = {"system": {}, "custom": changes.get("metadata", {})}
        audit = {"id": int(done.id), "ticket_id": ticket["id"], "created_at": ticket["updated_at"], "metadata": metadata, "events": events}
        self.audits.append(audit)
        return reply(200, {"ticket": ticket, "audit": audit})

    @route("GET", "/api/v2/tickets/{ticket_id}/audits(?:\\.json)?")
    def list_audits(self, asked: Asked) -> Response:
        ticket_id = int(asked.names["ticket_id"])
        if ticket_id not in self.tickets:
            return _not_found()
        found = [audit for audit in self.audits if audit["ticket_id"] == ticket_id]
        start = int(asked.query.get("page[after]", "0"))
        end = start + min(_PAGE_SIZE, int(asked.query.get("page[size]", _PAGE_SIZE)))
        return reply(200, {"audits": found[start:end], "meta": {"has_more": end < len(found), "after_cursor": str(end)}, "links": {}})

    @route("GET", "/api/v2/help_center/articles/search(?:\\.json)?")
    def search_articles(self, asked: Asked) -> Response:
        words = asked.query["query"].lower().split()
        found = [article for article in self.articles.values() if any(word in article["body"].lower() for word in words)]
        return reply(200, {"results": [{**article, "result_type": "article"} for article in found], "count": len(found), "next_page": None})

    @route("GET", "/api/v2/help_center/articles/{article_id}")
    def read_article(self, asked: Asked) -> Response:
        article = self.articles.get(_number(asked.names["article_id"]))
        return _not_found() if article is None else reply(200, {"article": article})

    def state(self) -> object:
        """Comments stay on a ticket for good, and its stamp goes on; the rest can be brought back."""
        return [{**ticket, "updated_at": ""} for ticket in self.tickets.values()]

    def _change_events(self, ticket: Mapping[str, Any], changes: Mapping[str, Any]) -> list[dict[str, Any]]:
        wanted = {name: changes[name] for name in ("group_id", "tags") if name in changes}
        comment = changes.get("comment", {"public": True})
        if not comment["public"] and (marked := re.match(r"\[queue (\w+)\]", comment["body"])) and marked[1] in self.groups:
            wanted["group_id"] = self.groups[marked[1]]
        return [
            {"type": "Change", "field_name": name, "value": _told(value), "previous_value": _told(ticket[name])}
            for name, value in wanted.items()
            if value != ticket[name]
        ]


def _refusal(ticket: Mapping[str, Any], changes: Mapping[str, Any]) -> Response | None:
    if ticket["status"] == "closed":
        details = {"status": [{"description": "Status: closed prevents ticket update"}]}
        return _refused(422, "RecordInvalid", "Record validation errors", details=details)
    if changes.get("safe_update") and changes["updated_stamp"] != ticket["updated_at"]:
        return _refused(409, "UpdateConflict", "Safe Update prevented the update due to outdated ticket data.")
    if len(changes.get("comment", {}).get("body", "")) > _MAX_TEXT:
        return _refused(422, "RecordInvalid", "Record validation errors", details={})
    return None


def _comment_events(changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "Comment", **changes["comment"]}] if "comment" in changes else []


def _told(value: Any) -> Any:
    """In audits, ids are texts."""
    return str(value) if isinstance(value, int) else value


def _number(segment: str) -> int:
    """Addresses may end in `.json`."""
    return int(segment.removesuffix(".json"))


def _not_found() -> Response:
    return _refused(404, "RecordNotFound", "Not found")


def _refused(status: int, code: str, description: str, **members: Any) -> Response:
    return reply(status, {"error": code, "description": description, **members}, x_request_id="req_1")
