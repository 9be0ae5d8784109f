"""Tickets, what is written on them, and the queues they lie in."""

from typing import Annotated, Any, Literal

from pydantic import Field

from countersign.local.sandbox.company import Company, Form, fill_in, page_of, since
from countersign.local.sandbox.exchange import Call, RefusedError, Reply
from countersign.local.sandbox.payments import once_per_key
from countersign.local.sandbox.seeding import stamp

_Text = Annotated[str, Field(min_length=1, max_length=20_000)]
_ExternalId = Annotated[str, Field(min_length=1, max_length=200)]


class TicketForm(Form):
    """`requested_by` is the employee who files the ticket for the customer."""

    customer_id: str
    channel: Literal["email", "chat", "sms", "voice", "portal"]
    subject: Annotated[str, Field(max_length=500)]
    text: _Text
    requested_by: Annotated[str, Field(max_length=200)] | None = None


class CommentForm(Form):
    public: bool
    body: _Text
    external_id: _ExternalId


class HandOverForm(Form):
    queue: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$")] | None
    summary: _Text
    external_id: _ExternalId


def create_ticket(company: Company, call: Call) -> Reply:
    return once_per_key(company, call, _create_ticket)


def read_ticket(company: Company, call: Call) -> Reply:
    return Reply(200, company.find("ticket", call.names["ticket_id"]))


def list_tickets(company: Company, call: Call) -> Reply:
    customer_id = call.query.get("customer_id")
    tickets = [ticket for ticket in company.documents.every("ticket") if customer_id in {None, ticket["customer_id"]}]
    return page_of(tickets, call, called="tickets")


def list_comments(company: Company, call: Call) -> Reply:
    return _list_on_ticket(company, call, ("reply", "note"))


def list_hand_overs(company: Company, call: Call) -> Reply:
    return _list_on_ticket(company, call, ("hand_over",))


def list_all_comments(company: Company, call: Call) -> Reply:
    """Over all tickets; `public` picks replies or notes."""
    kinds = {"true": ("reply",), "false": ("note",)}.get(call.query.get("public", ""), ("reply", "note"))
    return _list_all(company, call, kinds)


def list_all_hand_overs(company: Company, call: Call) -> Reply:
    return _list_all(company, call, ("hand_over",))


def add_comment(company: Company, call: Call) -> Reply:
    form = fill_in(CommentForm, call)
    ticket = _writable(company, call, form.external_id)
    kind = "reply" if form.public else "note"
    if form.public:
        company.documents.put("ticket", ticket["id"], {**ticket, "status": "pending"})
    return _record(company, call, ticket, kind=kind, effect_id=company.documents.next_id("COM"), key=form.external_id, text=form.body)


def hand_over(company: Company, call: Call) -> Reply:
    form = fill_in(HandOverForm, call)
    ticket = _writable(company, call, form.external_id)
    company.documents.put("ticket", ticket["id"], {**ticket, "queue": form.queue})
    details = {"queue": form.queue, "former_queue": ticket["queue"], "text": form.summary}
    return _record(company, call, ticket, kind="hand_over", effect_id=company.documents.next_id("HO"), key=form.external_id, **details)


def _create_ticket(company: Company, call: Call) -> Reply:
    form = fill_in(TicketForm, call)
    ticket = {
        "id": company.documents.next_id("TICK"),
        **form.model_dump(),
        "status": "open",
        "queue": None,
        "created_at": stamp(call.now),
    }
    company.documents.put("ticket", ticket["id"], ticket)
    message = {"ticket_id": ticket["id"], **form.model_dump()}
    event_id = company.post_room.send("ticket.created", message, now=call.now)
    return Reply(201, {**ticket, "event_id": event_id})


def _writable(company: Company, call: Call, external_id: str) -> dict[str, Any]:
    """The ticket; raises RefusedError when it is closed or the external id is taken."""
    ticket = company.find("ticket", call.names["ticket_id"])
    for effect in company.documents.every("effect"):
        if effect["system"] == "ticketing" and effect["key"] == external_id:
            raise RefusedError(409, "duplicate_external_id", "this external id is taken", existing_id=effect["id"])
    if ticket["status"] == "closed":
        raise RefusedError(409, "ticket_closed", "nothing can be written on a closed ticket")
    return ticket


def _record(company: Company, call: Call, ticket: dict[str, Any], *, kind: str, effect_id: str, key: str, **details: Any) -> Reply:
    customer_id = ticket["customer_id"]
    effect = company.record_effect(
        call, kind=kind, effect_id=effect_id, customer_id=customer_id, key=key, ticket_id=ticket["id"], **details
    )
    return Reply(201, effect, effect=True)


def _list_all(company: Company, call: Call, kinds: tuple[str, ...]) -> Reply:
    return page_of([effect for effect in since(company.documents.every("effect"), call) if effect["kind"] in kinds], call, called="items")


def _list_on_ticket(company: Company, call: Call, kinds: tuple[str, ...]) -> Reply:
    ticket_id, external_id = company.find("ticket", call.names["ticket_id"])["id"], call.query.get("external_id")
    items = [
        effect
        for effect in company.documents.every("effect")
        if effect["kind"] in kinds and effect["ticket_id"] == ticket_id and external_id in {None, effect["key"]}
    ]
    return page_of(items, call, called="items")
