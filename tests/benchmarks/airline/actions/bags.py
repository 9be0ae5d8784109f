"""update_reservation_baggages."""

from tests.benchmarks.airline.arguments import ChangeBags
from tests.benchmarks.airline.charges import BAG_MINOR, bags_asked, single_payment
from tests.benchmarks.airline.facts import Part
from tests.benchmarks.airline.grounding import ground
from tests.benchmarks.airline.record import Proposal
from tests.benchmarks.airline.subjects import cabin_in_force, customer_of, reservation_facts, reservation_of
from tests.benchmarks.airline.wording import consent


def facts(proposal: Proposal, asked: ChangeBags) -> dict[str, Part]:
    """What the schema asks for with this action."""
    customer, reservation = customer_of(proposal), reservation_of(proposal)
    charge = BAG_MINOR * max(0, asked.nonfree_baggages - reservation.nonfree_baggages)
    return {
        "ground": ground(proposal, [asked.reservation_id, asked.payment_id], reservation_id=asked.reservation_id),
        "consent": consent(proposal, charge, [asked.payment_id]),
        "reservation": reservation_facts(proposal),
        "payment": single_payment(customer, asked.payment_id, charge),
        "baggage": bags_asked(
            asked,
            membership=customer.membership,
            cabin=cabin_in_force(proposal, reservation),
            passengers=len(reservation.passengers),
            before=reservation,
        ),
    }
