"""One right set of arguments for every write, and where its effect shows."""

from collections.abc import Mapping
from typing import Any

from tests.contract.connectors.sandbox_process import Sandbox

WRITES: Mapping[str, str] = {
    "refund.issue": "refund",
    "refund.reverse": "reversal",
    "ticket.reply_public": "reply",
    "ticket.note_internal": "note",
    "ticket.hand_over": "hand_over",
    "call.place": "call",
    "sms.send": "sms",
    "customer.update_contact": "contact_change",
}
PATHS: Mapping[str, tuple[str, str]] = {
    "refund.issue": ("payments", "/refunds"),
    "refund.reverse": ("payments", "/refunds/RF-"),
    "ticket.reply_public": ("ticketing", "/tickets/TICK-0001/comments"),
    "ticket.note_internal": ("ticketing", "/tickets/TICK-0001/comments"),
    "ticket.hand_over": ("ticketing", "/tickets/TICK-0001/hand-overs"),
    "call.place": ("telephony", "/calls"),
    "sms.send": ("telephony", "/messages"),
    "customer.update_contact": ("crm", "/customers/CUST-0001/contact"),
}


def arguments_for(action: str, sandbox: Sandbox, **changes: Any) -> dict[str, Any]:
    made: dict[str, dict[str, Any]] = {
        "refund.issue": {
            "order_id": "ORD-1001",
            "customer_id": "CUST-0001",
            "amount_minor": 500,
            "currency": "EUR",
            "reason": "arrived cracked",
        },
        "ticket.reply_public": {"ticket_id": "TICK-0001", "customer_id": "CUST-0010", "text": "Grüße, dein 🪴 kommt am Freitag."},
        "ticket.note_internal": {"ticket_id": "TICK-0001", "text": "Second complaint this year."},
        "ticket.hand_over": {"ticket_id": "TICK-0001", "queue": "complaints", "summary": "Wrong colour, twice."},
        "call.place": {"customer_id": "CUST-0001", "to": "+4915550100001", "queue": "orders", "announcement": "You asked us to call."},
        "sms.send": {"customer_id": "CUST-0001", "to": "+4915550100001", "text": "Your bench is on its way."},
    }
    if action == "customer.update_contact":
        updated_at = sandbox.customer("CUST-0001")["updated_at"]
        made[action] = {"customer_id": "CUST-0001", "email": "marta@new.example", "phone": "+4915550100009", "updated_at": updated_at}
    if action == "refund.reverse":
        money = {"amount_minor": 500, "currency": "EUR"}
        made[action] = {"refund_id": sandbox.refund(**money), "order_id": "ORD-1001", "customer_id": "CUST-0001", **money}
    return made[action] | changes
