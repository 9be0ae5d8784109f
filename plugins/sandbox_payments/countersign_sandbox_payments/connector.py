from collections.abc import Generator
from datetime import datetime
from typing import Any

from countersign.sdk import Applied, Arguments, Health, Listed, Listing, Outcome, Request, Response
from countersign.sdk.paging import pages
from countersign.sdk.requests import get_request, json_request, page_request, path_of
from countersign.sdk.responses import absent, answer, created, health, present
from countersign.sdk.without import WithoutWebhooks
from countersign_sandbox_payments.manifest import MANIFEST, ORDER_LIST, ORDER_READ, REFUND_ISSUE, REFUND_REVERSE

# Under this name, and at this path, the system lists what an action did.
_LISTS = {REFUND_ISSUE.name: "refunds", REFUND_REVERSE.name: "reversals"}


class SandboxPayments(WithoutWebhooks):
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        """The key travels twice: as `Idempotency-Key`, honoured for a day, and as `reference`, kept with the refund for good."""
        path, body = _reversal(arguments) if action == REFUND_REVERSE.name else ("/refunds", arguments)
        return json_request("POST", path, {**body, "reference": key}, headers=(("idempotency-key", key),))

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  both writes are answered alike
        return created(response)

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:  # noqa: ARG002  refunds only
        same = ("order_id", "customer_id", "amount_minor", "currency")
        return {"refund_id": receipt.vendor_id, **{name: arguments[name] for name in same}}

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  looked up by key
        listed = _LISTS[action]
        page: dict[str, Any] | None = answer((yield get_request(f"/{listed}", reference=key)))
        found = page[listed] if page else []
        if not found:
            return absent(f"nothing in the list of {listed} carries the action's key")
        return Applied(vendor_id=found[0]["id"], result={"id": found[0]["id"]})

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        listed = _LISTS[action]
        found: dict[str, Any] = present((yield page_request(f"/{listed}", page, since=since)))
        return Listing(effects=tuple(_listed(item) for item in found[listed]), next_page=found["next_page"])

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        reads = {ORDER_READ.name: _read_order, ORDER_LIST.name: _list_orders}
        return reads[action](arguments)

    def check(self) -> Generator[Request, Response, Health]:
        return health((yield get_request("/orders/ORD-0000")))


def _reversal(arguments: Arguments) -> tuple[str, dict[str, Any]]:
    return path_of("refunds", arguments["refund_id"], "reversals"), {name: arguments[name] for name in ("amount_minor", "currency")}


def _read_order(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    order = answer((yield get_request(path_of("orders", arguments["order_id"]))))
    return None if order is None else _order(order)


def _list_orders(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    query = {"customer_id": arguments["customer_id"]}
    read = yield from pages(
        page_request("/orders", None, **query),
        lambda page: page_request("/orders", page["next_page"], **query) if page["next_page"] else None,
    )
    return None if read is None else {"orders": [_order(order) for page in read for order in page["orders"]]}


def _listed(item: dict[str, Any]) -> Listed:
    money = {name: item[name] for name in ("amount_minor", "currency")}
    return Listed(vendor_id=item["id"], key=item["key"], at=datetime.fromisoformat(item["at"]), **money)


def _order(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "order_id": order["id"],
        "customer_id": order["customer_id"],
        "amount_minor": order["total"]["amount_minor"],
        "refundable_minor": order["total"]["amount_minor"] - order["refunded_minor"],
        "currency": order["total"]["currency"],
        "purchased_at": order["purchased_at"],
        "status": order["status"],
        "disputed": order["disputed"],
    }
