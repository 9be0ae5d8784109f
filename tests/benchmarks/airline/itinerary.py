"""Legs against the airline's inventory: can they be bought, do they make the trip, what do they cost."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from tests.benchmarks.airline.facts import ItineraryFacts
from tests.benchmarks.airline.record import Cabin, Flight, Leg, State


def flights_of(legs: Iterable[Leg], state: State) -> tuple[Flight | None, ...]:
    """Each leg in the inventory; None for one that is not there."""
    inventory = {flight.key: flight for flight in state.flights if flight.found}
    return tuple(inventory.get(leg.key) for leg in legs)


def same_legs(one: Iterable[Leg], other: Iterable[Leg]) -> bool:
    """The same flights on the same days."""
    return sorted(leg.key for leg in one) == sorted(leg.key for leg in other)


def check(
    flights: Sequence[Flight | None],
    *,
    bought: Iterable[Flight | None],
    seats: int,
    cabin: Cabin,
    ends: tuple[str, str],
    flight_type: str,
) -> ItineraryFacts:
    """`flights` are the whole trip, `bought` those of it that must still be free, `ends` its origin and destination."""
    bought = tuple(bought)
    # Agents name legs in any order; the trip is in order of departure.
    known = sorted((flight for flight in flights if flight), key=lambda flight: (flight.date, flight.scheduled_departure_time_est or ""))
    complete = len(known) == len(flights)
    return ItineraryFacts(
        bookable=all(flight and flight.status == "available" for flight in bought),
        seats=all(flight and flight.available_seats and flight.available_seats.get(cabin, 0) >= seats for flight in bought),
        route=complete and _leads(known, ends, flight_type),
        in_time=complete and _in_time(known),
    )


def _leads(flights: Sequence[Flight], ends: tuple[str, str], flight_type: str) -> bool:
    origin, destination = ends
    stops = [flights[0].origin, *(flight.destination for flight in flights)]
    joined = all(before.destination == after.origin for before, after in pairwise(flights))
    home = origin if flight_type == "round_trip" else destination
    return joined and stops[0] == origin and stops[-1] == home and destination in stops[1:]


def _in_time(flights: Sequence[Flight]) -> bool:
    arrivals = [_moment(flight.date, flight.scheduled_arrival_time_est) for flight in flights[:-1]]
    departures = [_moment(flight.date, flight.scheduled_departure_time_est) for flight in flights[1:]]
    return all(arrival and departure and arrival <= departure for arrival, departure in zip(arrivals, departures, strict=True))


def _moment(date: str, time: str | None) -> datetime | None:
    """The inventory writes an arrival on the next day as 01:30:00+1; what cannot be read is not known."""
    clock, _, days = (time or "").partition("+")
    try:
        return datetime.fromisoformat(f"{date}T{clock}") + timedelta(days=int(days or 0))
    except ValueError:
        return None
