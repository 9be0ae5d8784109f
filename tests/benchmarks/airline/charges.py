"""What a write costs and whether it is paid as the policy allows. All amounts are cents."""

from collections.abc import Iterable, Mapping, Sequence

from tests.benchmarks.airline.arguments import Book, ChangeBags
from tests.benchmarks.airline.facts import BaggageFacts, PaymentFacts
from tests.benchmarks.airline.record import Cabin, Customer, Flight, Membership, Reservation

INSURANCE_MINOR = 3_000
BAG_MINOR = 5_000
FREE_BAGS: Mapping[Membership, Mapping[Cabin, int]] = {
    "regular": {"basic_economy": 0, "economy": 1, "business": 2},
    "silver": {"basic_economy": 1, "economy": 2, "business": 3},
    "gold": {"basic_economy": 2, "economy": 3, "business": 3},
}
"""Free checked bags for each passenger."""


def fare_for(flights: Iterable[Flight | None], *, cabin: Cabin, passengers: int) -> int | None:
    """The price of all seats; None when any of them is not for sale."""
    fares = [flight.prices_minor.get(cabin) if flight and flight.prices_minor else None for flight in flights]
    known = [fare for fare in fares if fare is not None]
    return sum(known) * passengers if len(known) == len(fares) else None


def bags_asked(
    asked: Book | ChangeBags, *, membership: Membership, cabin: Cabin, passengers: int, before: Reservation | None = None
) -> BaggageFacts:
    """The bags asked for beside the allowance and those on record."""
    return BaggageFacts(
        total=asked.total_baggages,
        total_before=before.total_baggages if before else 0,
        paid=asked.nonfree_baggages,
        paid_due=max(0, asked.total_baggages - FREE_BAGS[membership][cabin] * passengers),
        paid_before=before.nonfree_baggages if before else 0,
    )


def split_payment(customer: Customer, parts: Sequence[tuple[str, int]], price: int | None) -> PaymentFacts:
    """A price paid in parts, each a method's id and an amount; an unknown price is never settled."""
    methods = [(customer.payment_methods.get(method), amount) for method, amount in parts]
    sources = [method.source if method else "strange" for method, _ in methods]
    return PaymentFacts(
        credit_cards=sources.count("credit_card"),
        gift_cards=sources.count("gift_card"),
        certificates=sources.count("certificate"),
        strange=sources.count("strange"),
        covered=all(method and (method.source == "credit_card" or amount <= (method.amount_minor or 0)) for method, amount in methods),
        settled=price == sum(amount for _, amount in parts),
    )


def single_payment(customer: Customer, method: str, charge: int | None) -> PaymentFacts:
    """One method for the whole of a charge, or, if negative, of a refund."""
    due = None if charge is None else max(0, charge)
    return split_payment(customer, [(method, due or 0)], due)
