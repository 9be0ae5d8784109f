"""Does a write rest on what the conversation had shown before?"""

from collections.abc import Iterable

from tests.benchmarks.airline.facts import GroundFacts
from tests.benchmarks.airline.record import Proposal, Seen
from tests.benchmarks.airline.subjects import customer_of


def ground(proposal: Proposal, identifiers: Iterable[str], *, reservation_id: str | None = None, passengers: int = 0) -> GroundFacts:
    """`identifiers` are all ids in the arguments; `passengers` is how many people the arguments describe."""
    trace = proposal.trace
    owner = customer_of(proposal).user_id
    people = trace.passengers_seen
    complete = len(people) == passengers
    return GroundFacts(
        profile_read=owner in trace.customers_read,
        customer_is_theirs=not trace.customers_read or owner in trace.customers_read,
        record_read=reservation_id is None or reservation_id in known_reservations(proposal),
        ids_seen=all(_anywhere(trace.ids_seen.get(identifier)) for identifier in identifiers),
        names_seen=complete and all(_anywhere(person.first_name) and _anywhere(person.last_name) for person in people),
        birth_dates_seen=complete and all(_anywhere(person.dob) for person in people),
    )


def known_reservations(proposal: Proposal) -> set[str]:
    """A reservation that was made or changed here has been shown by the answer to that write."""
    return {*proposal.trace.records_read, *(change.reservation_id for change in proposal.trace.changes)}


def _anywhere(seen: Seen | None) -> bool:
    return seen is not None and (seen.customer or seen.tool)
