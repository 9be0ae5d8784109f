"""The records a write is about."""

from tests.benchmarks.airline.facts import Flown, ReservationFacts
from tests.benchmarks.airline.itinerary import flights_of
from tests.benchmarks.airline.record import Cabin, Customer, Flight, Proposal, Reservation


class UndecidableError(Exception):
    """No facts can be had: the arguments are unreadable, or a record they are about does not exist. The gate must say no."""


def customer_of(proposal: Proposal) -> Customer:
    """The owner of the reservation, or whom the arguments name; raises UndecidableError."""
    if proposal.state_before.customer is None:
        raise UndecidableError("there is no such customer")
    return proposal.state_before.customer


def reservation_of(proposal: Proposal) -> Reservation:
    """The reservation that the arguments name; raises UndecidableError."""
    if proposal.state_before.reservation is None:
        raise UndecidableError("there is no such reservation")
    return proposal.state_before.reservation


def cabin_in_force(proposal: Proposal, reservation: Reservation) -> Cabin:
    """The airline's API does not store a changed cabin, so an earlier change in the conversation counts before the record."""
    return proposal.trace.cabin_tracked.get(reservation.reservation_id, reservation.cabin)


def reservation_facts(proposal: Proposal) -> ReservationFacts:
    """The reservation as policies read it. Its times carry no zone and are read in the clock's."""
    reservation = reservation_of(proposal)
    flights = flights_of(reservation.flights, proposal.state_before)
    age = proposal.now - reservation.created_at.replace(tzinfo=proposal.now.tzinfo)
    return ReservationFacts(
        active=reservation.status == "active",
        cabin=cabin_in_force(proposal, reservation),
        insured=reservation.insurance == "yes",
        age_seconds=int(age.total_seconds()),
        cancelled_by_airline=any(flight and flight.status == "cancelled" for flight in flights),
        flown=_flown(flights),
    )


def _flown(flights: tuple[Flight | None, ...]) -> Flown:
    statuses = {flight.status if flight else None for flight in flights}
    if statuses & {"flying", "landed"}:
        return "yes"
    return "unknown" if None in statuses else "no"
