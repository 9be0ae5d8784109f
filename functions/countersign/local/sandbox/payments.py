"""Orders and refunds."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from countersign.local.sandbox.company import Company, Form, fill_in, page_of, since
from countersign.local.sandbox.exchange import Call, RefusedError, Reply
from countersign.local.sandbox.seeding import order_record, stamp

KEY_WINDOW = timedelta(hours=24)
# Refunds wait so long before they are paid out, and can be taken back until then.
PAID_OUT_AFTER = timedelta(minutes=30)


class RefundForm(Form):
    order_id: str
    customer_id: str
    amount_minor: Annotated[int, Field(gt=0)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    reason: Annotated[str, Field(max_length=200)]
    reference: Annotated[str, Field(max_length=200)]


class ReversalForm(Form):
    """The amount is named once more: a refund is taken back as a whole."""

    amount_minor: int
    currency: str
    reference: Annotated[str, Field(max_length=200)]


class NewOrderForm(Form):
    """An order an administrator adds, to set a scene."""

    id: Annotated[str, Field(pattern="^ORD-[0-9]{4,10}$")]
    customer_id: str
    amount_minor: Annotated[int, Field(gt=0)]
    items: Annotated[str, Field(min_length=1, max_length=200)]
    days_ago: Annotated[int, Field(ge=0, le=3650)] = 5


def add_order(company: Company, call: Call) -> Reply:
    form = fill_in(NewOrderForm, call)
    company.find("customer", form.customer_id)
    if company.documents.get("order", form.id) is not None:
        raise RefusedError(409, "exists", "there is such an order")
    company.documents.put("order", form.id, order_record(form.model_dump(), call.now))
    return Reply(201, company.find("order", form.id))


def read_order(company: Company, call: Call) -> Reply:
    return Reply(200, company.find("order", call.names["order_id"]))


def list_orders(company: Company, call: Call) -> Reply:
    wanted = company.find("customer", call.query.get("customer_id", ""))["id"]
    orders = [order for order in company.documents.every("order") if order["customer_id"] == wanted]
    return page_of(sorted(orders, key=lambda order: str(order["purchased_at"]), reverse=True), call, called="orders")


def list_refunds(company: Company, call: Call) -> Reply:
    reference = call.query.get("reference")
    refunds = [refund for refund in since(company.effects("refund"), call) if reference in {None, refund["key"]}]
    return page_of(refunds, call, called="refunds")


def list_reversals(company: Company, call: Call) -> Reply:
    reference = call.query.get("reference")
    reversals = [reversal for reversal in since(company.effects("reversal"), call) if reference in {None, reversal["key"]}]
    return page_of(reversals, call, called="reversals")


def create_refund(company: Company, call: Call) -> Reply:
    return once_per_key(company, call, _refund)


def reverse_refund(company: Company, call: Call) -> Reply:
    return once_per_key(company, call, _reverse)


def once_per_key(company: Company, call: Call, act: Callable[[Company, Call], Reply]) -> Reply:
    """`Idempotency-Key`: for 24 hours the same key and body get the first answer again; the same key with another body is refused."""
    key = call.idempotency_key
    if key is None:
        return act(company, call)
    body_digest, kept_as = hashlib.sha256(call.raw_body).hexdigest(), f"{call.system}:{call.path}:{key}"
    kept = company.documents.get("idempotency", kept_as)
    if kept is not None and call.now - datetime.fromisoformat(kept["at"]) < KEY_WINDOW:
        if kept["body_digest"] != body_digest:
            raise RefusedError(422, "idempotency_key_reused", "this key was used with another body")
        return Reply(kept["status"], kept["body"], {"idempotent-replayed": "true"})
    reply = act(company, call)
    company.documents.put(
        "idempotency", kept_as, {"at": stamp(call.now), "body_digest": body_digest, "status": reply.status, "body": dict(reply.body)}
    )
    return reply


def _refund(company: Company, call: Call) -> Reply:
    form = fill_in(RefundForm, call)
    order = company.find("order", form.order_id)
    _check(order, form)
    refunded = order["refunded_minor"] + form.amount_minor
    status = "refunded" if refunded == order["total"]["amount_minor"] else order["status"]
    company.documents.put("order", order["id"], {**order, "refunded_minor": refunded, "status": status})
    refund = company.record_effect(
        call,
        kind="refund",
        effect_id=company.documents.next_id("RF"),
        customer_id=order["customer_id"],
        key=form.reference,
        order_id=order["id"],
        amount_minor=form.amount_minor,
        currency=form.currency,
        reason=form.reason,
        order_status=order["status"],
    )
    return Reply(201, refund, effect=True)


def _reverse(company: Company, call: Call) -> Reply:
    form, refund = fill_in(ReversalForm, call), company.find("effect", call.names["refund_id"])
    _check_reversal(company, refund, form, call.now)
    order = company.find("order", refund["order_id"])
    refunded = order["refunded_minor"] - refund["amount_minor"]
    company.documents.put("order", order["id"], {**order, "refunded_minor": refunded, "status": refund["order_status"]})
    reversal = company.record_effect(
        call,
        kind="reversal",
        effect_id=company.documents.next_id("RV"),
        customer_id=refund["customer_id"],
        key=form.reference,
        order_id=order["id"],
        refund_id=refund["id"],
        amount_minor=form.amount_minor,
        currency=form.currency,
    )
    return Reply(201, reversal, effect=True)


def _check_reversal(company: Company, refund: dict[str, Any], form: ReversalForm, now: datetime) -> None:
    if refund["kind"] != "refund":
        raise RefusedError(404, "not_found", "no such refund")
    if refund["id"] in {reversal["refund_id"] for reversal in company.effects("reversal")}:
        raise RefusedError(409, "already_reversed", "this refund was taken back")
    if now - datetime.fromisoformat(refund["at"]) >= PAID_OUT_AFTER:
        raise RefusedError(409, "paid_out", "this refund was paid out")
    if (form.amount_minor, form.currency) != (refund["amount_minor"], refund["currency"]):
        raise RefusedError(422, "other_amount", "a refund is taken back as a whole")


def _check(order: dict[str, Any], form: RefundForm) -> None:
    if form.customer_id != order["customer_id"]:
        raise RefusedError(422, "wrong_customer", "the order belongs to another customer")
    if form.currency != order["total"]["currency"]:
        raise RefusedError(422, "wrong_currency", "the order was paid in another currency")
    if form.amount_minor > order["total"]["amount_minor"] - order["refunded_minor"]:
        raise RefusedError(409, "exceeds_refundable", "that is more than is left to refund")
