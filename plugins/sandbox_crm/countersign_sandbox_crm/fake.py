from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, Happened, reply, route

_FLAGS = ("vulnerable", "do_not_contact", "legal_hold", "marketing_consent", "identity_verified", "open_complaint")


def _customer() -> dict[str, Any]:
    return {
        "id": "CUST-0001",
        "full_name": "Marta Holm",
        "email": "marta@mail.example",
        "phone": "+4915550100001",
        "segment": "consumer",
        "country": "DE",
        "utc_offset_minutes": 60,
        "flags": dict.fromkeys(_FLAGS, False),
        "possible_duplicates": [],
        "updated_at": "2026-11-21T12:00:00Z",
    }


@dataclass
class CrmFake(FakeSystem):
    """One customer, whose record changes only for whoever knows it as it is."""

    customers: dict[str, dict[str, Any]] = field(default_factory=lambda: {"CUST-0001": _customer()})

    @route("GET", "/customers/{customer_id}")
    def read_customer(self, asked: Asked) -> Response:
        customer = self.customers.get(asked.names["customer_id"])
        return _refused(404, "not_found") if customer is None else reply(200, customer)

    @route("GET", "/customers/{customer_id}/contact-history")
    def read_contact_history(self, asked: Asked) -> Response:
        known = asked.names["customer_id"] in self.customers
        return reply(200, {"contacts_24h": 0, "last_contact_at": None}) if known else _refused(404, "not_found")

    @route("PUT", "/customers/{customer_id}/contact")
    def replace_contact(self, asked: Asked) -> Response:
        customer, form = self.customers.get(asked.names["customer_id"]), asked.json
        if customer is None:
            return _refused(404, "not_found")
        wanted = {name: form[name] for name in ("email", "phone")}
        if wanted.items() <= customer.items():
            return reply(200, customer)
        if form["updated_at"] != customer["updated_at"]:
            return _refused(412, "stale")
        former = {name: customer[name] for name in wanted}
        self.effects.append(Happened(Effect.WRITE_REVERSIBLE, customer["id"], recipient=customer["id"]))
        customer |= wanted | {"updated_at": f"2026-11-21T12:00:0{len(self.effects)}Z"}
        return reply(200, {**customer, "former": former})

    def state(self) -> object:
        """The stamp of the last change goes on; the rest can be brought back."""
        return [{**customer, "updated_at": ""} for customer in self.customers.values()]


def _refused(status: int, code: str) -> Response:
    return reply(status, {"error": {"code": code, "message": ""}}, x_request_id="req_1")
