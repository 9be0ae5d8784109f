"""book_reservation."""

from tests.benchmarks.airline.arguments import Book
from tests.benchmarks.airline.charges import BAG_MINOR, INSURANCE_MINOR, bags_asked, fare_for, split_payment
from tests.benchmarks.airline.facts import Part, PartyFacts
from tests.benchmarks.airline.grounding import ground
from tests.benchmarks.airline.itinerary import check, flights_of
from tests.benchmarks.airline.record import Flight, Proposal
from tests.benchmarks.airline.subjects import customer_of
from tests.benchmarks.airline.wording import consent


def facts(proposal: Proposal, asked: Book) -> dict[str, Part]:
    """What the schema asks for with this action."""
    customer = customer_of(proposal)
    flights = flights_of(asked.flights, proposal.state_before)
    passengers = len(asked.passengers)
    price = _price(asked, flights)
    identifiers = [asked.user_id, *(leg.flight_number for leg in asked.flights), *(part.payment_id for part in asked.payment_methods)]
    return {
        "ground": ground(proposal, identifiers, passengers=passengers),
        "consent": consent(proposal, price, [part.payment_id for part in asked.payment_methods]),
        "party": PartyFacts(before=0, after=passengers, same_people=False),
        "itinerary": check(
            flights,
            bought=flights,
            seats=passengers,
            cabin=asked.cabin,
            ends=(asked.origin, asked.destination),
            flight_type=asked.flight_type,
        ),
        "payment": split_payment(customer, [(part.payment_id, part.amount) for part in asked.payment_methods], price),
        "baggage": bags_asked(asked, membership=customer.membership, cabin=asked.cabin, passengers=passengers),
    }


def _price(asked: Book, flights: tuple[Flight | None, ...]) -> int | None:
    passengers = len(asked.passengers)
    fare = fare_for(flights, cabin=asked.cabin, passengers=passengers)
    insurance = INSURANCE_MINOR * passengers if asked.insurance == "yes" else 0
    return None if fare is None else fare + insurance + BAG_MINOR * asked.nonfree_baggages
