"""From a proposal to facts. Pure: it reads what a gate may see, and nothing else exists for it."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from tests.benchmarks.airline.actions import bags, booking, cancelling, certificate, passengers, rebooking
from tests.benchmarks.airline.arguments import Arguments, Book, Cancel, ChangeBags, ChangeFlights, ChangePassengers, SendCertificate
from tests.benchmarks.airline.facts import AirlineFacts, Part
from tests.benchmarks.airline.record import Action, Proposal
from tests.benchmarks.airline.subjects import UndecidableError

_ACTIONS: Mapping[Action, tuple[type[Arguments], Callable[[Proposal, Any], dict[str, Part]]]] = {
    "book_reservation": (Book, booking.facts),
    "cancel_reservation": (Cancel, cancelling.facts),
    "update_reservation_flights": (ChangeFlights, rebooking.facts),
    "update_reservation_baggages": (ChangeBags, bags.facts),
    "update_reservation_passengers": (ChangePassengers, passengers.facts),
    "send_certificate": (SendCertificate, certificate.facts),
}


def adapt(proposal: Proposal) -> AirlineFacts:
    """The facts of one proposal; raises UndecidableError."""
    shape, facts = _ACTIONS[proposal.action]
    try:
        asked = shape.from_json(proposal.arguments)
    except ValidationError as error:
        raise UndecidableError(f"the arguments are not those of {proposal.action}: {error}") from error
    return AirlineFacts(action=proposal.action, parts=facts(proposal, asked))
