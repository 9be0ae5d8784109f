"""Payments, told as orders: an order is the charge that took the money."""

from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any

from countersign.sdk import Arguments, ReadRefusedError, Request, Response
from countersign.sdk.requests import path_of
from countersign_stripe.amounts import from_stripe
from countersign_stripe.asking import every, found, get

# A charge with all its metadata may have 30 KB; an answer has at most 1 MiB.
_PAGE = "30"


def read_order(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    """By the charge's own id, or by that of the payment intent that it was made for."""
    order_id = arguments["order_id"]
    if not order_id.startswith("pi_"):
        charge = found((yield get(path_of("v1", "charges", order_id), {})))
        return None if charge is None else _order(charge)
    intent = found((yield get(path_of("v1", "payment_intents", order_id), {"expand[]": "latest_charge"})))
    charged = None if intent is None else intent.get("latest_charge")
    return _order(charged) if charged else None


def list_orders(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    charges = yield from every("/v1/charges", {"customer": arguments["customer_id"], "limit": _PAGE})
    return None if charges is None else {"orders": [_order(charge) for charge in charges]}


def _order(charge: Mapping[str, Any]) -> dict[str, Any]:
    try:
        currency = charge["currency"].upper()
        return {
            "order_id": charge["id"],
            "customer_id": charge["customer"],
            "amount_minor": from_stripe(charge["amount"], currency),
            "refundable_minor": from_stripe(charge["amount_captured"] - charge["amount_refunded"], currency),
            "currency": currency,
            "purchased_at": datetime.fromtimestamp(charge["created"], UTC).isoformat(),
            "status": _status(charge),
            "disputed": charge["disputed"],
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ReadRefusedError(f"the answer is no charge: {type(error).__name__}") from error


def _status(charge: Mapping[str, Any]) -> str:
    if charge["status"] != "succeeded":
        return str(charge["status"])
    if not charge["captured"]:
        return "authorized"
    if charge["refunded"]:
        return "refunded"
    return "partially_refunded" if charge["amount_refunded"] else "paid"
