from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_AT = 1_795_262_400
# However many are asked for, so that three charges are two pages.
_MOST = 2
_CUSTOMER = "cus_Greta0001"


def charge_of(number: int, **changes: Any) -> dict[str, Any]:
    """A charge over 20.00 EUR, with the members that the connector reads and some that it leaves alone."""
    charge = {
        "id": f"ch_Order000{number}",
        "object": "charge",
        "amount": 2000,
        "amount_captured": 2000,
        "amount_refunded": 0,
        "captured": True,
        "created": _AT + number,
        "currency": "eur",
        "customer": _CUSTOMER,
        "disputed": False,
        "livemode": False,
        "metadata": {},
        "paid": True,
        "payment_intent": f"pi_Order000{number}",
        "refunded": False,
        "status": "succeeded",
    }
    return {**charge, **changes}


@dataclass
class StripeFake(FakeSystem):
    """One customer's three charges; a key gets its first answer again, and is not lent to other parameters."""

    charges: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {charge["id"]: charge for charge in (charge_of(3), charge_of(2), charge_of(1))}
    )
    refunds: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    @route("GET", "/v1/charges/{charge_id}")
    def read_charge(self, asked: Asked) -> Response:
        charge = self.charges.get(asked.names["charge_id"])
        return _missing("charge", 404) if charge is None else reply(200, charge)

    @route("GET", "/v1/payment_intents/{intent_id}")
    def read_intent(self, asked: Asked) -> Response:
        found = [charge for charge in self.charges.values() if charge["payment_intent"] == asked.names["intent_id"]]
        if not found:
            return _missing("intent", 404)
        latest = found[0] if "latest_charge" in asked.query.values() else found[0]["id"]
        return reply(200, {"id": asked.names["intent_id"], "object": "payment_intent", "latest_charge": latest})

    @route("GET", "/v1/charges")
    def list_charges(self, asked: Asked) -> Response:
        if asked.query["customer"] != _CUSTOMER:
            return _missing("customer", 400)
        return _page(list(self.charges.values()), asked, "/v1/charges")

    @route("GET", "/v1/refunds")
    def list_refunds(self, asked: Asked) -> Response:
        wanted = asked.query.get("charge")
        if wanted is not None and wanted not in self.charges:
            return _missing("charge", 404)
        since = int(asked.query.get("created[gte]", "0"))
        found = [refund for refund in self.refunds if wanted in {None, refund["charge"]} and refund["created"] >= since]
        return _page(found, asked, "/v1/refunds")

    @route("POST", "/v1/refunds")
    def refund(self, asked: Asked) -> Response:
        key, sent = asked.headers["idempotency-key"], asked.request.body or ""
        if key in self.answered:
            earlier, answer = self.answered[key]
            if earlier != sent:
                return _refused(400, "idempotency_error")
            return reply(200, answer, idempotent_replayed="true", request_id="req_2")
        form = {name: values[0] for name, values in parse_qs(sent).items()}
        charge = self.charges.get(form["charge"])
        if charge is None:
            return _missing("charge", 404)
        amount = int(form["amount"])
        if charge["refunded"]:
            return _refused(400, "invalid_request_error", "charge_already_refunded")
        if amount > charge["amount_captured"] - charge["amount_refunded"]:
            return _refused(400, "invalid_request_error")
        made = self._pay_back(charge, amount, form)
        self.answered[key] = (sent, made)
        return reply(200, made, request_id="req_1")

    def _pay_back(self, charge: dict[str, Any], amount: int, form: dict[str, str]) -> dict[str, Any]:
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        done = self.happened(Effect.MONEY, "re", recipient=charge["customer"], amount_minor=amount, currency=charge["currency"].upper())
        refund = {
            "id": done.id,
            "object": "refund",
            "amount": amount,
            "charge": charge["id"],
            "created": _AT,
            "currency": charge["currency"],
            "metadata": {name[len("metadata[") : -1]: value for name, value in form.items() if name.startswith("metadata[")},
            "payment_intent": charge["payment_intent"],
            "reason": None,
            "status": "succeeded",
        }
        self.refunds.insert(0, refund)
        return refund


def _page(items: list[dict[str, Any]], asked: Asked, url: str) -> Response:
    """`starting_after` is the last object that the asker has."""
    after = asked.query.get("starting_after")
    start = 1 + next(number for number, item in enumerate(items) if item["id"] == after) if after else 0
    end = start + min(_MOST, int(asked.query.get("limit", "10")))
    return reply(200, {"object": "list", "url": url, "has_more": end < len(items), "data": items[start:end]})


def _missing(what: str, status: int) -> Response:
    return _refused(status, "invalid_request_error", "resource_missing", param=what)


def _refused(status: int, kind: str, code: str | None = None, **members: str) -> Response:
    """`code` is left out where Stripe has none."""
    error = {"type": kind, "message": "", **({"code": code} if code else {}), **members}
    return reply(status, {"error": error}, request_id="req_1")
