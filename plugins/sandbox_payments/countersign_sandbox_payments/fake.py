from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_AT = "2026-11-21T12:00:00Z"
_PAGE_SIZE = 2


_EARLIER = {"id": "RF-0999", "order_id": "ORD-1003", "key": "earlier", "at": _AT, "amount_minor": 700, "currency": "EUR"}


def _order(number: int) -> dict[str, Any]:
    return {
        "id": f"ORD-100{number}",
        "customer_id": "CUST-0001",
        "total": {"amount_minor": 2000, "currency": "EUR"},
        "refunded_minor": 700 if number == 3 else 0,  # noqa: PLR2004  the order of the earlier refund
        "purchased_at": _AT,
        "status": "paid",
        "disputed": False,
    }


@dataclass
class PaymentsFake(FakeSystem):
    """One customer's three orders; an idempotency key gets its first answer again."""

    orders: dict[str, dict[str, Any]] = field(default_factory=lambda: {f"ORD-100{number}": _order(number) for number in (1, 2, 3)})
    refunds: list[dict[str, Any]] = field(default_factory=lambda: [{**_EARLIER}])
    reversals: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)

    @route("GET", "/orders/{order_id}")
    def read_order(self, asked: Asked) -> Response:
        order = self.orders.get(asked.names["order_id"])
        return _refused(404, "not_found") if order is None else reply(200, order)

    @route("GET", "/orders")
    def list_orders(self, asked: Asked) -> Response:
        found = [order for order in self.orders.values() if order["customer_id"] == asked.query["customer_id"]]
        return _page(found, asked, "orders") if found else _refused(404, "not_found")

    @route("GET", "/refunds")
    def list_refunds(self, asked: Asked) -> Response:
        reference = asked.query.get("reference")
        return _page([refund for refund in self.refunds if reference in {None, refund["key"]}], asked, "refunds")

    @route("POST", "/refunds")
    def refund(self, asked: Asked) -> Response:
        key, form = asked.headers["idempotency-key"], asked.json
        if key in self.answered:
            return reply(201, self.answered[key])
        order = self.orders.get(form["order_id"])
        if order is None:
            return _refused(404, "not_found")
        if form["currency"] != order["total"]["currency"] or form["customer_id"] != order["customer_id"]:
            return _refused(422, "wrong_order")
        if form["amount_minor"] > order["total"]["amount_minor"] - order["refunded_minor"]:
            return _refused(409, "exceeds_refundable")
        order["refunded_minor"] += form["amount_minor"]
        return reply(201, self._paid(key, form))

    @route("GET", "/reversals")
    def list_reversals(self, asked: Asked) -> Response:
        reference = asked.query.get("reference")
        return _page([reversal for reversal in self.reversals if reference in {None, reversal["key"]}], asked, "reversals")

    @route("POST", "/refunds/{refund_id}/reversals")
    def reverse(self, asked: Asked) -> Response:
        key, form = asked.headers["idempotency-key"], asked.json
        if key in self.answered:
            return reply(201, self.answered[key])
        found = [refund for refund in self.refunds if refund["id"] == asked.names["refund_id"]]
        if not found:
            return _refused(404, "not_found")
        if form["amount_minor"] != found[0]["amount_minor"]:
            return _refused(422, "other_amount")
        order = self.orders[found[0]["order_id"]]
        order["refunded_minor"] -= form["amount_minor"]
        done = self.happened(
            Effect.MONEY, "RV", recipient=order["customer_id"], amount_minor=form["amount_minor"], currency=form["currency"]
        )
        self.reversals.append(
            {"id": done.id, "key": form["reference"], "at": _AT, **{name: form[name] for name in ("amount_minor", "currency")}}
        )
        self.answered[key] = self.reversals[-1]
        return reply(201, self.reversals[-1])

    def state(self) -> object:
        """Lists of what was done go on; what can be brought back is what an order has left."""
        return [dict(order) for order in self.orders.values()]

    def _paid(self, key: str, form: dict[str, Any]) -> dict[str, Any]:
        money = {"amount_minor": form["amount_minor"], "currency": form["currency"]}
        done = self.happened(Effect.MONEY, "RF", recipient=form["customer_id"], **money)
        self.refunds.append({"id": done.id, "order_id": form["order_id"], "key": form["reference"], "at": _AT, **money})
        self.answered[key] = self.refunds[-1]
        return self.refunds[-1]


def _page(items: list[dict[str, Any]], asked: Asked, called: str) -> Response:
    start = int(asked.query.get("page", "0"))
    end = start + _PAGE_SIZE
    return reply(200, {called: items[start:end], "next_page": str(end) if end < len(items) else None})


def _refused(status: int, code: str) -> Response:
    return reply(status, {"error": {"code": code, "message": ""}}, x_request_id="req_1")
