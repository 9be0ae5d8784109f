"""update_reservation_flights."""

from tests.benchmarks.airline.arguments import ChangeFlights
from tests.benchmarks.airline.charges import fare_for, single_payment
from tests.benchmarks.airline.facts import ChangeFacts, Part
from tests.benchmarks.airline.grounding import ground
from tests.benchmarks.airline.itinerary import check, flights_of, same_legs
from tests.benchmarks.airline.record import Leg, Proposal
from tests.benchmarks.airline.subjects import cabin_in_force, customer_of, reservation_facts, reservation_of
from tests.benchmarks.airline.wording import consent


def facts(proposal: Proposal, asked: ChangeFlights) -> dict[str, Part]:
    """What the schema asks for with this action."""
    reservation = reservation_of(proposal)
    bought = _bought(proposal, asked)
    charge = _charge(proposal, asked, bought)
    return {
        "ground": ground(proposal, _identifiers(asked), reservation_id=asked.reservation_id),
        "consent": consent(proposal, charge, [asked.payment_id]),
        "reservation": reservation_facts(proposal),
        "itinerary": check(
            flights_of(asked.flights, proposal.state_before),
            bought=flights_of(bought, proposal.state_before),
            seats=len(reservation.passengers),
            cabin=asked.cabin,
            ends=(reservation.origin, reservation.destination),
            flight_type=reservation.flight_type,
        ),
        "payment": single_payment(customer_of(proposal), asked.payment_id, charge),
        "change": ChangeFacts(
            flights_kept=same_legs(asked.flights, reservation.flights),
            cabin_kept=asked.cabin == cabin_in_force(proposal, reservation),
        ),
    }


def _identifiers(asked: ChangeFlights) -> list[str]:
    return [asked.reservation_id, asked.payment_id, *(leg.flight_number for leg in asked.flights)]


def _bought(proposal: Proposal, asked: ChangeFlights) -> list[Leg]:
    """Kept legs keep their price, unless the cabin changes: then every leg is bought anew."""
    reservation = reservation_of(proposal)
    if asked.cabin != cabin_in_force(proposal, reservation):
        return list(asked.flights)
    paid = {leg.key for leg in reservation.flights}
    return [leg for leg in asked.flights if leg.key not in paid]


def _charge(proposal: Proposal, asked: ChangeFlights, bought: list[Leg]) -> int | None:
    """New fares less those of the legs given up; negative for a refund."""
    reservation = reservation_of(proposal)
    passengers = len(reservation.passengers)
    fare = fare_for(flights_of(bought, proposal.state_before), cabin=asked.cabin, passengers=passengers)
    kept = {leg.key for leg in asked.flights} - {leg.key for leg in bought}
    given_up = sum(leg.price_minor for leg in reservation.flights if leg.key not in kept)
    return None if fare is None else fare - given_up * passengers
