"""Records as the benchmark's file holds them, written by difference from one plain world.

Tessa Brook, a silver member, has an economy reservation R1 from OAK to ELM on two flights; every flight has seats and costs 100, 200 and
500 dollars by cabin.
"""

from copy import deepcopy
from typing import Any

from tests.benchmarks.airline.record import Attempt

Record = dict[str, Any]

SEEN = {"customer": False, "tool": True}
UNSEEN = {"customer": False, "tool": False}
TESSA = {"first_name": "Tessa", "last_name": "Brook", "dob": "1980-02-03"}
OUT, ON = {"flight_number": "L1", "date": "2024-06-01"}, {"flight_number": "L2", "date": "2024-06-01"}
DIRECT = {"flight_number": "L3", "date": "2024-06-02"}
BACK = {"flight_number": "L4", "date": "2024-06-05"}

BOOK = {
    "user_id": "tessa_1",
    "origin": "OAK",
    "destination": "ELM",
    "flight_type": "one_way",
    "cabin": "economy",
    "flights": [OUT, ON],
    "passengers": [TESSA],
    "payment_methods": [{"payment_id": "credit_card_11", "amount": 400}],
    "total_baggages": 2,
    "nonfree_baggages": 0,
    "insurance": "no",
}
ARGUMENTS: dict[str, Record] = {
    "book_reservation": BOOK,
    "cancel_reservation": {"reservation_id": "R1"},
    "update_reservation_flights": {"reservation_id": "R1", "cabin": "economy", "flights": [DIRECT], "payment_id": "credit_card_11"},
    "update_reservation_baggages": {"reservation_id": "R1", "total_baggages": 2, "nonfree_baggages": 0, "payment_id": "credit_card_11"},
    "update_reservation_passengers": {"reservation_id": "R1", "passengers": [{**TESSA, "last_name": "Brook-Hill"}]},
    "send_certificate": {"user_id": "tessa_1", "amount": 100},
}
LABELS = {"tau2": "right", "v1": "right"}


def flight(leg: Record, origin: str, destination: str, *, leaves: str = "08:00:00", arrives: str = "10:00:00", **changes: Any) -> Record:
    return {
        **leg,
        "found": True,
        "origin": origin,
        "destination": destination,
        "scheduled_departure_time_est": leaves,
        "scheduled_arrival_time_est": arrives,
        "status": "available",
        "available_seats": {"basic_economy": 9, "economy": 9, "business": 9},
        "prices_minor": {"basic_economy": 10_000, "economy": 20_000, "business": 50_000},
        **changes,
    }


FLIGHTS = [
    flight(OUT, "OAK", "FIR"),
    flight(ON, "FIR", "ELM", leaves="11:00:00", arrives="00:30:00+1"),
    flight(DIRECT, "OAK", "ELM"),
    flight(BACK, "ELM", "OAK"),
]
CUSTOMER: Record = {
    "user_id": "tessa_1",
    "membership": "silver",
    "payment_methods": {
        "credit_card_11": {"source": "credit_card", "last_four": "4321"},
        "credit_card_12": {"source": "credit_card", "last_four": "8765"},
        "gift_card_21": {"source": "gift_card", "amount_minor": 15_000},
        "certificate_31": {"source": "certificate", "amount_minor": 25_000},
        "certificate_32": {"source": "certificate", "amount_minor": 25_000},
    },
}
RESERVATION: Record = {
    "reservation_id": "R1",
    "user_id": "tessa_1",
    "origin": "OAK",
    "destination": "ELM",
    "flight_type": "one_way",
    "cabin": "economy",
    "flights": [{**OUT, "price_minor": 9_000}, {**ON, "price_minor": 9_000}],
    "passengers": [TESSA],
    "payment_history": [{"payment_id": "credit_card_11", "amount_minor": 18_000}],
    "created_at": "2024-05-15T09:00:00",
    "total_baggages": 1,
    "nonfree_baggages": 0,
    "insurance": "no",
    "status": "active",
}
TRACE: Record = {
    "customers_read": ["tessa_1"],
    "records_read": ["R1"],
    "changes": [],
    "certificates": [],
    "cabin_tracked": {},
    "last_agent_text": "I would do that with your card ending in 4321. Shall I?",
    "last_customer_text": "Yes, please.",
}


def record(
    action: str = "cancel_reservation",
    *,
    arguments: Record | None = None,
    customer: Record | None = None,
    reservation: Record | None = None,
    trace: Record | None = None,
    flights: list[Record] | None = None,
    **top: Any,
) -> Record:
    """A record whose proposal is allowed; what is given replaces single fields."""
    asked = {**ARGUMENTS[action], **(arguments or {})}
    held = {**RESERVATION, **(reservation or {})}
    people = asked.get("passengers", [])
    whole = {
        "id": f"airline-{top.get('task_id', 7)}",
        "task_id": 7,
        "trial": 0,
        "step": 12,
        "action": action,
        "arguments": asked,
        "now": "2024-05-15T15:00:00-05:00",
        "currency": "USD",
        "state_before": {
            "customer": {**CUSTOMER, **(customer or {})},
            "reservation": held if "reservation_id" in asked else None,
            "customer_reservations": [held] if action == "send_certificate" else [],
            "flights": FLIGHTS if flights is None else flights,
        },
        "trace": {
            **TRACE,
            "ids_seen": dict.fromkeys(_identifiers(asked), SEEN),
            "passengers_seen": [{"first_name": SEEN, "last_name": SEEN, "dob": SEEN} for _ in people],
            **(trace or {}),
        },
        "outcome": {"executed": True, "api_error": None},
        "labels": LABELS,
        **top,
    }
    return deepcopy(whole)


def attempt(action: str = "cancel_reservation", **changes: Any) -> Attempt:
    return Attempt.from_record(record(action, **changes))


def _identifiers(asked: Record) -> list[str]:
    single = [asked[name] for name in ("user_id", "reservation_id", "payment_id") if name in asked]
    parts = [part["payment_id"] for part in asked.get("payment_methods", [])]
    return [*single, *parts, *(leg["flight_number"] for leg in asked.get("flights", []))]
