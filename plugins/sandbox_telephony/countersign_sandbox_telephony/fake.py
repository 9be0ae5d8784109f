from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_AT = "2026-11-21T12:00:00Z"
_PAGE_SIZE = 2


@dataclass
class TelephonyFake(FakeSystem):
    """Places every call and sends every message it is asked for, however often."""

    items: list[dict[str, Any]] = field(default_factory=list)

    @route("POST", "/calls")
    def place_call(self, asked: Asked) -> Response:
        return self._reach(asked, "CALL")

    @route("POST", "/messages")
    def send_message(self, asked: Asked) -> Response:
        return self._reach(asked, "SMS")

    @route("GET", "/calls")
    def list_calls(self, asked: Asked) -> Response:
        return self._listed(asked, "CALL")

    @route("GET", "/messages")
    def list_messages(self, asked: Asked) -> Response:
        return self._listed(asked, "SMS")

    def _reach(self, asked: Asked, kind: str) -> Response:
        form = asked.json
        if form["to"].startswith("+999"):
            return reply(422, {"error": {"code": "no_such_number", "message": ""}})
        done = self.happened(Effect.CUSTOMER_CONTACT, kind, recipient=form["to"])
        self.items.insert(0, {"id": done.id, "kind": kind, "to": form["to"], "label": form["label"], "at": _AT})
        return reply(201, self.items[0])

    def _listed(self, asked: Asked, kind: str) -> Response:
        found = [item for item in self.items if item["kind"] == kind and asked.query.get("to") in {None, item["to"]}]
        start = int(asked.query.get("page", "0"))
        end = start + _PAGE_SIZE
        return reply(200, {"items": found[start:end], "next_page": str(end) if end < len(found) else None})
