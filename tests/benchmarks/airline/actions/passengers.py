"""update_reservation_passengers."""

from collections import Counter
from collections.abc import Iterable

from tests.benchmarks.airline.arguments import ChangePassengers, Passenger
from tests.benchmarks.airline.facts import Part, PartyFacts
from tests.benchmarks.airline.grounding import ground
from tests.benchmarks.airline.record import Person, Proposal
from tests.benchmarks.airline.subjects import reservation_facts, reservation_of
from tests.benchmarks.airline.wording import consent


def facts(proposal: Proposal, asked: ChangePassengers) -> dict[str, Part]:
    """What the schema asks for with this action."""
    on_record = reservation_of(proposal).passengers
    people = len(asked.passengers)
    return {
        "ground": ground(proposal, [asked.reservation_id], reservation_id=asked.reservation_id, passengers=people),
        "consent": consent(proposal),
        "reservation": reservation_facts(proposal),
        "party": PartyFacts(before=len(on_record), after=people, same_people=_people(on_record) == _people(asked.passengers)),
    }


def _people(people: Iterable[Person | Passenger]) -> Counter[tuple[str | None, ...]]:
    return Counter((person.first_name, person.last_name, person.dob) for person in people)
