"""send_certificate."""

from tests.benchmarks.airline.arguments import SendCertificate
from tests.benchmarks.airline.facts import CompensationFacts, Part
from tests.benchmarks.airline.grounding import ground, known_reservations
from tests.benchmarks.airline.itinerary import flights_of
from tests.benchmarks.airline.record import Customer, Proposal, Reservation
from tests.benchmarks.airline.subjects import cabin_in_force, customer_of
from tests.benchmarks.airline.wording import consent

# For each passenger.
CANCELLED_MINOR = 10_000
DELAYED_MINOR = 5_000


def facts(proposal: Proposal, asked: SendCertificate) -> dict[str, Part]:
    """What the schema asks for with this action. The call names no reservation, so any of the customer's may be the ground."""
    customer = customer_of(proposal)
    grounded = any(
        _entitled(proposal, customer, reservation) and _ground_for(proposal, reservation, asked.amount)
        for reservation in proposal.state_before.customer_reservations
    )
    return {
        "ground": ground(proposal, [asked.user_id]),
        "consent": consent(proposal, asked.amount),
        "compensation": CompensationFacts(grounded=grounded, sent_before=bool(proposal.trace.certificates)),
    }


def _entitled(proposal: Proposal, customer: Customer, reservation: Reservation) -> bool:
    """Whoever is no plain regular customer; only about a reservation whose facts were looked at."""
    standing = customer.membership != "regular" or reservation.insurance == "yes" or cabin_in_force(proposal, reservation) == "business"
    return standing and reservation.reservation_id in known_reservations(proposal)


def _ground_for(proposal: Proposal, reservation: Reservation, amount: int) -> bool:
    statuses = {flight.status for flight in flights_of(reservation.flights, proposal.state_before) if flight}
    writes = {change.action for change in proposal.trace.changes if change.reservation_id == reservation.reservation_id}
    people = len(reservation.passengers)
    cancelled = "cancelled" in statuses and amount == CANCELLED_MINOR * people
    # The flights that were delayed are no longer on record once they were changed.
    late = "update_reservation_flights" in writes or ("cancel_reservation" in writes and "delayed" in statuses)
    return cancelled or (late and amount == DELAYED_MINOR * people)
