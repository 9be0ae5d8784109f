"""What the agent asked for, action by action. Nobody checked it before: whatever is not of this shape is refused."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from tests.benchmarks.airline.record import Cabin, Leg

from countersign.model.frozen import Frozen


def _minor(dollars: Any) -> int:
    if type(dollars) not in (int, float):
        raise ValueError("not a number")
    minor = Decimal(str(dollars)) * 100
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise ValueError("not a whole number of cents")
    return int(minor)


Dollars = Annotated[int, BeforeValidator(_minor), Field(ge=0, le=100_000_000)]
"""Written in dollars, read as cents."""

_Bags = Annotated[int, Field(ge=0, le=100)]
_Legs = Annotated[tuple[Leg, ...], Field(min_length=1)]


class Passenger(Frozen):
    """Somebody who shall fly."""

    first_name: str
    last_name: str
    dob: str


class Payment(Frozen):
    """A part of the price and where it comes from."""

    payment_id: str
    amount: Dollars


class Book(Frozen):
    """book_reservation."""

    user_id: str
    origin: str
    destination: str
    flight_type: Literal["one_way", "round_trip"]
    cabin: Cabin
    flights: _Legs
    passengers: Annotated[tuple[Passenger, ...], Field(min_length=1)]
    payment_methods: tuple[Payment, ...]
    total_baggages: _Bags
    nonfree_baggages: _Bags
    insurance: Literal["yes", "no"]


class Cancel(Frozen):
    """cancel_reservation."""

    reservation_id: str


class ChangeFlights(Frozen):
    """update_reservation_flights: all flights of the reservation, kept ones too."""

    reservation_id: str
    cabin: Cabin
    flights: _Legs
    payment_id: str


class ChangeBags(Frozen):
    """update_reservation_baggages: totals, not additions."""

    reservation_id: str
    total_baggages: _Bags
    nonfree_baggages: _Bags
    payment_id: str


class ChangePassengers(Frozen):
    """update_reservation_passengers: all passengers of the reservation."""

    reservation_id: str
    passengers: Annotated[tuple[Passenger, ...], Field(min_length=1)]


class SendCertificate(Frozen):
    """send_certificate."""

    user_id: str
    amount: Dollars


Arguments = Book | Cancel | ChangeFlights | ChangeBags | ChangePassengers | SendCertificate
