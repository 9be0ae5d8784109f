"""cancel_reservation."""

from tests.benchmarks.airline.arguments import Cancel
from tests.benchmarks.airline.facts import Part
from tests.benchmarks.airline.grounding import ground
from tests.benchmarks.airline.record import Proposal
from tests.benchmarks.airline.subjects import reservation_facts
from tests.benchmarks.airline.wording import consent


def facts(proposal: Proposal, asked: Cancel) -> dict[str, Part]:
    """What the schema asks for with this action."""
    return {
        "ground": ground(proposal, [asked.reservation_id], reservation_id=asked.reservation_id),
        "consent": consent(proposal),
        "reservation": reservation_facts(proposal),
    }
