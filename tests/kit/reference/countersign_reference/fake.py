from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, Happened, reply, route

_AT = "2026-11-21T12:00:00Z"
_EFFECTS = {"/notes": Effect.WRITE_REVERSIBLE, "/refunds": Effect.MONEY, "/messages": Effect.CUSTOMER_CONTACT}
_ACTIONS = {"/notes": "note.add", "/refunds": "refund.pay", "/messages": "message.send"}


def _note(number: int) -> dict[str, Any]:
    return {"id": f"n{number}", "text": "Hello", "version": 1}


@dataclass
class ReferenceFake(FakeSystem):
    """Three notes, two a page; what is done under a key is done once, but for messages."""

    notes: dict[str, dict[str, Any]] = field(default_factory=lambda: {f"n{number}": _note(number) for number in (1, 2, 3)})
    done: list[dict[str, Any]] = field(default_factory=list)

    @route("GET", "/notes/{note_id}")
    def read_note(self, asked: Asked) -> Response:
        note = self.notes.get(asked.names["note_id"])
        return reply(404, {}) if note is None else reply(200, note)

    @route("GET", "/notes")
    def list_notes(self, asked: Asked) -> Response:
        return self.page(list(self.notes.values()), asked)

    @route("PUT", "/notes/{note_id}")
    def change_note(self, asked: Asked) -> Response:
        note, text = self.notes.get(asked.names["note_id"]), asked.json["text"]
        if note is None:
            return reply(404, {})
        if note["text"] == text:
            return reply(200, note)
        if asked.headers.get("if-match", str(note["version"])) != str(note["version"]):
            return reply(412, {})
        former = note["text"]
        note |= {"text": text, "version": note["version"] + 1}
        self.effects.append(Happened(Effect.WRITE_REVERSIBLE, note["id"]))
        self.done.append({"id": note["id"], "key": None, "at": _AT, "action": "note.change"})
        return reply(200, {**note, "former": former})

    @route("POST", "/notes")
    def add_note(self, asked: Asked) -> Response:
        return self.do(asked)

    @route("POST", "/refunds")
    def pay(self, asked: Asked) -> Response:
        form = asked.json
        return self.do(asked, recipient=form["account"], amount_minor=form["amount"], currency=form["currency"])

    @route("POST", "/messages")
    def send(self, asked: Asked) -> Response:
        return self.do(asked, recipient=asked.json["to"])

    @route("GET", "/done")
    def list_done(self, asked: Asked) -> Response:
        wanted = {name: asked.query[name] for name in ("key", "action") if name in asked.query}
        return self.page([item for item in self.done if wanted.items() <= item.items()], asked)

    def do(self, asked: Asked, **told: Any) -> Response:
        path, form = asked.request.path, asked.json
        if form.get("amount", 0) > 1000:
            return reply(422, {})
        earlier = [item for item in self.done if item["key"] == form["key"]]
        if earlier and path != "/messages":
            return reply(201, earlier[0])
        happened = self.happened(_EFFECTS[path], path[1:], **told)
        self.done.append({"id": happened.id, "key": form["key"], "at": _AT, "action": _ACTIONS[path]})
        return reply(201, self.done[-1])

    def page(self, items: list[dict[str, Any]], asked: Asked) -> Response:
        start = int(asked.query.get("page", "0"))
        return reply(200, {"items": items[start : start + 2], "next_page": str(start + 2) if start + 2 < len(items) else None})

    def state(self) -> object:
        return {name: note["text"] for name, note in self.notes.items()}
