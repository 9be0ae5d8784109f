"""Calls and text messages. Nothing here stops a second one: there is no key, and a label is only a remark."""

from typing import Annotated

from pydantic import Field

from countersign.local.sandbox.company import Company, Form, fill_in, page_of, since
from countersign.local.sandbox.exchange import Call, Reply

_Phone = Annotated[str, Field(pattern=r"^\+[0-9]{6,15}$")]


class CallForm(Form):
    customer_id: str
    to: _Phone
    queue: str
    announcement: Annotated[str, Field(max_length=500)]
    label: Annotated[str, Field(max_length=200)]


class MessageForm(Form):
    customer_id: str
    to: _Phone
    text: Annotated[str, Field(min_length=1, max_length=640)]
    label: Annotated[str, Field(max_length=200)]


def place_call(company: Company, call: Call) -> Reply:
    return _reach_out(company, call, fill_in(CallForm, call), kind="call", prefix="CALL")


def send_message(company: Company, call: Call) -> Reply:
    return _reach_out(company, call, fill_in(MessageForm, call), kind="sms", prefix="SMS")


def list_calls(company: Company, call: Call) -> Reply:
    return _list(company, call, "call")


def list_messages(company: Company, call: Call) -> Reply:
    return _list(company, call, "sms")


def _reach_out(company: Company, call: Call, form: CallForm | MessageForm, *, kind: str, prefix: str) -> Reply:
    details = form.model_dump(exclude={"customer_id"})
    effect = company.record_effect(
        call, kind=kind, effect_id=company.documents.next_id(prefix), customer_id=form.customer_id, key=form.label, **details
    )
    return Reply(201, effect, effect=True)


def _list(company: Company, call: Call, kind: str) -> Reply:
    to = call.query.get("to")
    newest_first = [effect for effect in reversed(since(company.effects(kind), call)) if to in {None, effect["to"]}]
    return page_of(newest_first, call, called="items")
