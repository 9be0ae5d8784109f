"""The administrator's own paths: faults, journal, effects, and where webhooks go."""

from typing import Annotated, Any

from pydantic import Field, ValidationError

from countersign.local.sandbox.company import Company, Form, fill_in, public
from countersign.local.sandbox.exchange import Call, RefusedError, Reply
from countersign.local.sandbox.faults import FaultOrder
from countersign.local.sandbox.mail_room import SERVER
from countersign.local.sandbox.post_room import TARGET
from countersign.local.sandbox.seeding import seed


class TargetForm(Form):
    url: Annotated[str, Field(pattern=r"^https?://")]
    key: Annotated[str, Field(pattern=r"^whsec_")]


def add_fault(company: Company, call: Call) -> Reply:
    try:
        order = FaultOrder.model_validate(call.body)
    except ValidationError as error:
        fields = sorted({str(detail["loc"][0]) for detail in error.errors()})
        raise RefusedError(422, "invalid", "some fields are missing or wrong", fields=fields) from error
    company.faults.add(order)
    return Reply(201, order.model_dump(mode="json"))


def list_faults(company: Company, call: Call) -> Reply:  # noqa: ARG001  a handler's signature
    return Reply(200, {"faults": company.faults.standing()})


def clear_faults(company: Company, call: Call) -> Reply:
    company.faults.clear()
    return list_faults(company, call)


def read_journal(company: Company, call: Call) -> Reply:
    return Reply(200, {"entries": company.documents.journal(system=call.query.get("system"), since=_number(call, "since"))})


def list_effects(company: Company, call: Call) -> Reply:
    """Filtered by `kind`, `customer_id` or `ticket_id` when given."""
    filters = {name: call.query[name] for name in ("kind", "customer_id", "ticket_id") if name in call.query}
    every = company.documents.every("effect")
    return Reply(200, {"effects": [effect for effect in every if all(effect.get(name) == value for name, value in filters.items())]})


def reset(company: Company, call: Call) -> Reply:
    """Back to the first day; the webhook target stays."""
    company.faults.clear()
    with company.documents.together():
        company.documents.empty()
        seed(company.documents, call.now)
    return Reply(200, {"status": "reset"})


def set_webhook_target(company: Company, call: Call) -> Reply:
    form = fill_in(TargetForm, call)
    company.documents.put("setting", TARGET, form.model_dump())
    return Reply(200, {"url": form.url})


def resend_webhook(company: Company, call: Call) -> Reply:
    event_id = company.find("delivery", call.names["event_id"])["event_id"]
    company.post_room.send_again(event_id)
    return Reply(202, {"event_id": event_id})


def list_deliveries(company: Company, call: Call) -> Reply:  # noqa: ARG001  a handler's signature
    deliveries: list[dict[str, Any]] = [public(delivery, "body") for delivery in company.documents.every("delivery")]
    return Reply(200, {"deliveries": deliveries})


def read_mail_server(company: Company, call: Call) -> Reply:  # noqa: ARG001  a handler's signature
    return Reply(200, company.find("setting", SERVER))


def list_mails(company: Company, call: Call) -> Reply:
    """The newest last; those to one address when `to` is given."""
    wanted = call.query.get("to")
    return Reply(200, {"mails": [mail for mail in company.documents.every("mail") if wanted is None or wanted in mail["to"]]})


def _number(call: Call, name: str) -> int:
    text = call.query.get(name, "0")
    if not (text.isascii() and text.isdigit()):
        raise RefusedError(422, "invalid", "not a number", fields=[name])
    return int(text)
