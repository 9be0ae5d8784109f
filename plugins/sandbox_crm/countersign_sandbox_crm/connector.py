import json
from collections.abc import Generator
from typing import Any

from countersign.sdk import Applied, Arguments, Health, InvalidArgumentsError, Outcome, Request, Response
from countersign.sdk.requests import get_request, json_request, path_of
from countersign.sdk.responses import absent, answer, created, health
from countersign.sdk.without import WithoutLists, WithoutWebhooks
from countersign_sandbox_crm.manifest import CUSTOMER_CONTACTS, CUSTOMER_READ, MANIFEST


class SandboxCrm(WithoutLists, WithoutWebhooks):
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:  # noqa: ARG002  one write, and it is idempotent by nature
        wanted = {name: arguments[name] for name in ("email", "phone", "updated_at")}
        return json_request("PUT", path_of("customers", arguments["customer_id"], "contact"), wanted)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  one write only
        return created(response, expected=(200,), kept=("updated_at", "former"))

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:  # noqa: ARG002  one write only
        """Only over the change itself: whoever changed the record since then keeps their change."""
        if "former" not in receipt.result:
            raise InvalidArgumentsError("nobody knows what the addresses were before")
        return {"customer_id": arguments["customer_id"], "updated_at": receipt.result["updated_at"], **receipt.result["former"]}

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  looked up by address
        """The record is its own evidence: it holds the wanted addresses, or it does not."""
        customer = answer((yield get_request(request.path.removesuffix("/contact"))))
        wanted = json.loads(request.body or "{}")
        if customer is None or any(customer[name] != wanted[name] for name in ("email", "phone")):
            return absent("the record does not hold the wanted addresses")
        return Applied(vendor_id=str(customer["id"]), result={"id": customer["id"]})

    def check(self) -> Generator[Request, Response, Health]:
        return health((yield get_request("/customers/CUST-0000")))

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        reads = {CUSTOMER_READ.name: _read_customer, CUSTOMER_CONTACTS.name: _read_contacts}
        return reads[action](arguments["customer_id"])


def _read_customer(customer_id: str) -> Generator[Request, Response, dict[str, Any] | None]:
    record: dict[str, Any] | None = answer((yield get_request(path_of("customers", customer_id))))
    if record is None:
        return None
    flags = record["flags"]
    return {
        "customer_id": record["id"],
        "name": record["full_name"],
        "email": record["email"],
        "phone": record["phone"],
        "segment": record["segment"],
        "country": record["country"],
        "utc_offset_minutes": record["utc_offset_minutes"],
        "vulnerable": flags["vulnerable"],
        "do_not_contact": flags["do_not_contact"],
        "legal_hold": flags["legal_hold"],
        "marketing_consent": flags["marketing_consent"],
        "identity_verified": flags["identity_verified"],
        "open_complaint": flags["open_complaint"],
        "possible_duplicates": len(record["possible_duplicates"]),
        "updated_at": record["updated_at"],
    }


def _read_contacts(customer_id: str) -> Generator[Request, Response, dict[str, Any] | None]:
    history = answer((yield get_request(path_of("customers", customer_id, "contact-history"))))
    if history is None:
        return None
    return {"customer_id": customer_id, "contacts_24h": history["contacts_24h"], "last_contact_at": history["last_contact_at"]}
