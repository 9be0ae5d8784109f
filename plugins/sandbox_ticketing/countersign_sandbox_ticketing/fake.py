from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_AT = "2026-11-21T12:00:00Z"
_PAGE_SIZE = 2
_TICKET = {
    "id": "TICK-0001",
    "customer_id": "CUST-0001",
    "channel": "email",
    "subject": "Gießkanne",
    "text": "It came broken.",
    "status": "open",
    "queue": "orders",
    "created_at": _AT,
}


@dataclass
class TicketsFake(FakeSystem):
    """Two tickets, one of them closed; each external id is taken once."""

    tickets: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"TICK-0001": {**_TICKET}, "TICK-0002": {**_TICKET, "id": "TICK-0002", "status": "closed"}}
    )
    written: list[dict[str, Any]] = field(default_factory=list)

    @route("GET", "/tickets")
    def list_tickets(self, asked: Asked) -> Response:
        return _page(self.tickets.values(), asked)

    @route("GET", "/tickets/{ticket_id}")
    def read_ticket(self, asked: Asked) -> Response:
        ticket = self.tickets.get(asked.names["ticket_id"])
        return _refused(404, "not_found") if ticket is None else reply(200, ticket)

    @route("POST", "/tickets/{ticket_id}/comments")
    def add_comment(self, asked: Asked) -> Response:
        body = asked.json
        kind = "reply" if body["public"] else "note"
        return self._write(asked, kind, Effect.CUSTOMER_CONTACT if body["public"] else Effect.WRITE_REVERSIBLE)

    @route("POST", "/tickets/{ticket_id}/hand-overs")
    def hand_over(self, asked: Asked) -> Response:
        former = self.tickets.get(asked.names["ticket_id"], {}).get("queue")
        written = self._write(asked, "hand_over", Effect.WRITE_REVERSIBLE, former_queue=former)
        if written.status == 201:  # noqa: PLR2004  an HTTP status
            self.tickets[asked.names["ticket_id"]]["queue"] = asked.json["queue"]
        return written

    @route("GET", "/tickets/{ticket_id}/comments")
    def list_comments(self, asked: Asked) -> Response:
        return self._written(asked, ("reply", "note"))

    @route("GET", "/tickets/{ticket_id}/hand-overs")
    def list_hand_overs(self, asked: Asked) -> Response:
        return self._written(asked, ("hand_over",))

    @route("GET", "/comments")
    def list_all_comments(self, asked: Asked) -> Response:
        return self._written(asked, ("reply",) if asked.query["public"] == "true" else ("note",))

    @route("GET", "/hand-overs")
    def list_all_hand_overs(self, asked: Asked) -> Response:
        return self._written(asked, ("hand_over",))

    def state(self) -> object:
        """Comments stay on a ticket for good; what can be brought back is the ticket."""
        return {name: dict(ticket) for name, ticket in self.tickets.items()}

    def _write(self, asked: Asked, kind: str, effect: Effect, **more: Any) -> Response:
        body, ticket = asked.json, self.tickets.get(asked.names["ticket_id"])
        if ticket is None:
            return _refused(404, "not_found")
        for earlier in self.written:
            if earlier["key"] == body["external_id"]:
                return _refused(409, "duplicate_external_id", existing_id=earlier["id"])
        if ticket["status"] == "closed":
            return _refused(409, "ticket_closed")
        done = self.happened(effect, kind.upper(), recipient=ticket["customer_id"])
        self.written.append({"id": done.id, "kind": kind, "ticket_id": ticket["id"], "key": body["external_id"], "at": _AT, **more})
        return reply(201, self.written[-1])

    def _written(self, asked: Asked, kinds: tuple[str, ...]) -> Response:
        wanted = {"ticket_id": asked.names.get("ticket_id"), "key": asked.query.get("external_id")}
        found = [
            item for item in self.written if item["kind"] in kinds and all(value in {None, item[name]} for name, value in wanted.items())
        ]
        return _page(found, asked)


def _page(items: Iterable[dict[str, Any]], asked: Asked) -> Response:
    every, start = list(items), int(asked.query.get("page", "0"))
    end = start + _PAGE_SIZE
    return reply(200, {"items": every[start:end], "next_page": str(end) if end < len(every) else None})


def _refused(status: int, code: str, **members: Any) -> Response:
    return reply(status, {"error": {"code": code, "message": ""}, **members}, x_request_id="req_1")
