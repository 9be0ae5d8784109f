"""A recorded write attempt: what a gate may see of it, and, apart, what it is scored by.

The file's fields are described by the SCHEMA.md beside the data. Fields that no policy needs are not read.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AwareDatetime, ConfigDict, Field, NaiveDatetime, ValidationError

from countersign.model.frozen import Frozen

Cabin = Literal["basic_economy", "economy", "business"]
Membership = Literal["regular", "silver", "gold"]
Action = Literal[
    "book_reservation",
    "cancel_reservation",
    "update_reservation_flights",
    "update_reservation_baggages",
    "update_reservation_passengers",
    "send_certificate",
]
Source = Literal["credit_card", "gift_card", "certificate"]
Label = Literal["wrong", "right", "refused"]
LabelSet = Literal["tau2", "v1"]
LABELS: tuple[Label, ...] = get_args(Label)
LABEL_SETS: tuple[LabelSet, ...] = get_args(LabelSet)

_Count = Annotated[int, Field(ge=0)]
_SCORED_BY = frozenset({"id", "task_id", "labels"})
_NEVER_READ = frozenset({"trial", "step", "outcome"})


class RecordError(Exception):
    """The file cannot be used; the message begins with the line's number."""


class _Recorded(Frozen):
    model_config = ConfigDict(extra="ignore")


class Leg(_Recorded):
    """A flight on a day."""

    flight_number: str
    date: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes two legs the same."""
        return self.flight_number, self.date


class BookedLeg(Leg):
    """A leg as it was paid, for each passenger."""

    price_minor: _Count


class Flight(Leg):
    """A leg in the airline's inventory; seats and prices are there while it can be booked."""

    found: bool
    status: Literal["available", "on time", "delayed", "flying", "landed", "cancelled"] | None = None
    origin: str | None = None
    destination: str | None = None
    scheduled_departure_time_est: str | None = None
    scheduled_arrival_time_est: str | None = None
    available_seats: dict[Cabin, _Count] | None = None
    prices_minor: dict[Cabin, _Count] | None = None


class Person(_Recorded):
    """A passenger on record; the airline's API stores what an agent gave it, complete or not."""

    first_name: str | None = None
    last_name: str | None = None
    dob: str | None = None


class PaymentMethod(_Recorded):
    """`amount_minor` is what is left on a gift card or certificate, `last_four` are digits of a card."""

    source: Source
    amount_minor: _Count | None = None
    last_four: str | None = None


class Customer(_Recorded):
    """The profile."""

    user_id: str
    membership: Membership
    payment_methods: dict[str, PaymentMethod]


class PastPayment(_Recorded):
    """What a reservation was paid with before."""

    payment_id: str


class Reservation(_Recorded):
    """A reservation. Its stored cabin may be stale, see `Trace.cabin_tracked`; trip type and insurance are any text an agent booked."""

    reservation_id: str
    user_id: str
    origin: str
    destination: str
    flight_type: str
    cabin: Cabin
    flights: tuple[BookedLeg, ...]
    passengers: tuple[Person, ...]
    payment_history: tuple[PastPayment, ...]
    created_at: NaiveDatetime
    total_baggages: _Count
    nonfree_baggages: _Count
    insurance: str
    status: Literal["active", "cancelled"]


class State(_Recorded):
    """The systems of record just before the write."""

    customer: Customer | None
    reservation: Reservation | None
    customer_reservations: tuple[Reservation, ...]
    flights: tuple[Flight, ...]


class Seen(_Recorded):
    """Where a word of the arguments had appeared before."""

    customer: bool
    tool: bool


class PersonSeen(_Recorded):
    """The same for each datum of a passenger."""

    first_name: Seen | None = None
    last_name: Seen | None = None
    dob: Seen | None = None


class Change(_Recorded):
    """A write executed earlier in the conversation."""

    action: str
    reservation_id: str


class Trace(_Recorded):
    """What the conversation had shown so far."""

    customers_read: tuple[str, ...]
    records_read: tuple[str, ...]
    changes: tuple[Change, ...]
    certificates: tuple[Any, ...]
    cabin_tracked: dict[str, Cabin]
    ids_seen: dict[str, Seen]
    passengers_seen: tuple[PersonSeen, ...]
    last_agent_text: str
    last_customer_text: str


class Proposal(Frozen):
    """All that a gate sees. The arguments are the agent's own and may be anything."""

    action: Action
    arguments: dict[str, Any]
    now: AwareDatetime
    currency: Literal["USD"]
    state_before: State
    trace: Trace


class Attempt(Frozen):
    """A proposal beside what it is scored by; only the proposal goes to the gate."""

    id: str
    task_id: int
    labels: dict[LabelSet, Label]
    proposal: Proposal

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Raises ValidationError for a field that is missing, unknown or of the wrong kind."""
        proposal = {name: value for name, value in record.items() if name not in _SCORED_BY | _NEVER_READ}
        scoring = {name: record.get(name) for name in _SCORED_BY}
        return cls.from_json({**scoring, "proposal": proposal})


def read_attempts(path: Path) -> list[Attempt]:
    """The attempts of a JSON Lines file; raises RecordError."""
    try:
        # Not splitlines: a recorded text may hold other line separators.
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{path} cannot be read: {error}") from error
    return list(_parsed(lines))


def _parsed(lines: list[str]) -> Iterator[Attempt]:
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise RecordError(f"line {number}: not JSON: {error}") from error
        if not isinstance(record, dict):
            raise RecordError(f"line {number}: not a JSON object")
        try:
            yield Attempt.from_record(record)
        except ValidationError as error:
            raise RecordError(f"line {number}: {error}") from error
