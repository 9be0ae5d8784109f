import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, Happened, reply, route
from countersign.sdk.strict_json import loads
from countersign_request_tracker.writes import CHANGE_KEY, MESSAGE_KEY, SUMMARY, TAGS

_AT = "2026-11-21T12:00:00Z"
_ROOT = "/REST/2.0"
# As RT numbers them: the first two are its own.
_QUEUES = {"3": "orders", "4": "complaints"}


@dataclass
class Ticket:
    queue: str = "orders"
    requestor: str = "greta@mail.example"
    fields: dict[str, list[str]] = field(default_factory=lambda: {TAGS: ["delivery"], SUMMARY: [], CHANGE_KEY: []})


@dataclass
class RequestTrackerFake(FakeSystem):
    """One ticket. Every message is taken, however often; a change is answered with sentences, whatever became of it."""

    tickets: dict[str, Ticket] = field(default_factory=lambda: {"1": Ticket()})
    transactions: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for number in self.tickets:
            self._note(number, "Create")

    @route("GET", f"{_ROOT}/ticket/{{number}}")
    def show_ticket(self, asked: Asked) -> Response:
        ticket = self.tickets.get(asked.names["number"])
        if ticket is None:
            return _refused(404, "Not Found")
        shown = {
            "id": int(asked.names["number"]),
            "Subject": "Gießkanne",
            "Status": "new",
            "Created": _AT,
            "Queue": {"type": "queue", "id": next(number for number, name in _QUEUES.items() if name == ticket.queue)},
            "Requestor": [{"type": "user", "id": ticket.requestor}],
            "CustomFields": _shown(ticket.fields),
        }
        return reply(200, shown, etag=f'"{self._version(asked.names["number"])}"')

    @route("PUT", f"{_ROOT}/ticket/{{number}}")
    def change_ticket(self, asked: Asked) -> Response:
        number = asked.names["number"]
        if number not in self.tickets:
            return _refused(404, "Resource does not exist; use POST to create")
        if asked.headers.get("if-match") not in {None, f'"{self._version(number)}"'}:
            return _refused(412, "Precondition Failed")
        said = [*self._moved(number, asked.json.get("Queue")), *self._filled(number, asked.json.get("CustomFields", {}))]
        self.effects.append(Happened(Effect.WRITE_REVERSIBLE, f"ticket/{number}"))
        return reply(200, said)

    @route("POST", f"{_ROOT}/ticket/{{number}}/correspond")
    def correspond(self, asked: Asked) -> Response:
        return self._message(asked, "Correspond", "Correspondence added", Effect.CUSTOMER_CONTACT)

    @route("POST", f"{_ROOT}/ticket/{{number}}/comment")
    def comment(self, asked: Asked) -> Response:
        return self._message(asked, "Comment", "Comments added", Effect.WRITE_REVERSIBLE)

    @route("GET", f"{_ROOT}/ticket/{{number}}/history")
    def show_history(self, asked: Asked) -> Response:
        found = [each for each in self.transactions if each["ObjectId"] == asked.names["number"]]
        return _page(found, asked)

    @route("GET", f"{_ROOT}/transactions")
    def find_transactions(self, asked: Asked) -> Response:
        terms = dict(re.findall(r"(\w+|CF\.\{[^}]+\})='?([^' ]+)'?", asked.query["query"]))
        wanted = {name: value for name, value in terms.items() if name in {"ObjectId", "Type"}}
        key = terms.get(f"CF.{{{MESSAGE_KEY}}}")
        found = [each for each in self.transactions if wanted.items() <= each.items() and key in {None, each["key"]}]
        return _page(found, asked)

    @route("GET", f"{_ROOT}/transaction/{{number}}/attachments")
    def show_attachments(self, asked: Asked) -> Response:
        return _page([{"id": asked.names["number"], "Content": "It came broken.", "ContentType": "text/plain"}], asked)

    @route("GET", f"{_ROOT}/queue/{{number}}")
    def show_queue(self, asked: Asked) -> Response:
        name = _QUEUES.get(asked.names["number"])
        return _refused(404, "Not Found") if name is None else reply(200, {"id": int(asked.names["number"]), "Name": name})

    @route("GET", f"{_ROOT}/customfields")
    def find_fields(self, asked: Asked) -> Response:
        terms: Any = loads(asked.query["query"].encode())
        found = [{"id": "2", "type": "customfield"}] if terms[0]["value"] in {MESSAGE_KEY, CHANGE_KEY, SUMMARY, TAGS} else []
        return _page(found, asked)

    def state(self) -> object:
        """Keys, summaries and history stay for good; queue and tags can be brought back."""
        return {number: (ticket.queue, sorted(ticket.fields[TAGS])) for number, ticket in self.tickets.items()}

    def _message(self, asked: Asked, type_: str, said: str, effect: Effect) -> Response:
        number, body = asked.names["number"], asked.json
        if number not in self.tickets:
            return _refused(400, "Message could not be recorded")
        if not body.get("ContentType"):
            return _refused(400, "ContentType is a required field for application/json")
        held = body.get("TxnCustomFields", {}).get(MESSAGE_KEY)
        noted = self._note(number, type_, key=held)
        self.effects.append(Happened(effect, noted, recipient=self.tickets[number].requestor))
        return reply(201, [said, *(["Custom fields updated"] if held else [])], location=f"{_ROOT}/transaction/{noted}")

    def _moved(self, number: str, wanted: str | None) -> Iterator[str]:
        ticket = self.tickets[number]
        if wanted is not None and wanted not in _QUEUES.values():
            yield f"Ticket {number}: Queue {wanted} does not exist"
        elif wanted not in {None, ticket.queue}:
            self._note(number, "Set")
            yield f"Ticket {number}: Queue changed from {ticket.queue} to {wanted}"
            ticket.queue = str(wanted)

    def _filled(self, number: str, wanted: dict[str, Any]) -> Iterator[str]:
        fields = self.tickets[number].fields
        for name, value in wanted.items():
            was = fields[name]
            fields[name] = list(value) if isinstance(value, list) else [value]
            added = [each for each in fields[name] if each not in was]
            for each in added:
                self._note(number, "CustomField", new=each)
            if name != TAGS:
                yield from [f"{name} {was[0]} changed to {value}" if was else f"{name} {value} added"] if added else []
                continue
            yield from (f"{each} added as a value for {name}" for each in added)
            yield from (f"{each} is no longer a value for custom field {name}" for each in was if each not in fields[name])

    def _note(self, number: str, type_: str, *, key: str | None = None, new: str = "") -> str:
        transaction = str(len(self.transactions) + 44)
        shown = _shown({MESSAGE_KEY: [key] if key else []})
        self.transactions.append(
            {"id": transaction, "ObjectId": number, "Type": type_, "key": key, "NewValue": new, "Created": _AT, "CustomFields": shown}
        )
        return transaction

    def _version(self, number: str) -> str:
        return next(str(each["id"]) for each in reversed(self.transactions) if each["ObjectId"] == number)


def _shown(fields: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [{"type": "customfield", "name": name, "values": values} for name, values in fields.items()]


def _page(found: list[dict[str, Any]], asked: Asked) -> Response:
    """A record's id and kind, and the fields that were asked for."""
    wanted = {"id", "type", *asked.query.get("fields", "").split(",")}
    ordered = list(reversed(found)) if asked.query.get("order") == "DESC" else found
    size, number = int(asked.query.get("per_page", "20")), int(asked.query.get("page", "1"))
    items = [{name: value for name, value in each.items() if name in wanted} for each in ordered[(number - 1) * size : number * size]]
    return reply(200, {"items": items, "count": len(items), "page": number, "per_page": size, "total": None, "pages": None})


def _refused(status: int, message: str) -> Response:
    return reply(status, {"message": message})
