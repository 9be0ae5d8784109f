"""What the policies read, one record for each side of a write. Text never gets in: it leaves yes, no or unknown behind."""

from typing import Literal

from tests.benchmarks.airline.record import Action, Cabin

from countersign.model.frozen import Frozen

Shown = Literal["shown", "differs", "none"]
Flown = Literal["no", "yes", "unknown"]


class GroundFacts(Frozen):
    """Whether the write rests on something: records that were read, words that were said or looked up before.

    `customer_is_theirs` is false when profiles were read and the record's owner is in none of them.
    """

    profile_read: bool
    customer_is_theirs: bool
    record_read: bool
    ids_seen: bool
    names_seen: bool
    birth_dates_seen: bool


class ConsentFacts(Frozen):
    """How the last exchange reads: a yes, the amount that will move, the means of payment.

    `amount` is "none" when no amount was said or nothing is due.
    """

    answer: Literal["yes", "unclear"]
    amount: Shown
    methods_named: bool


class PartyFacts(Frozen):
    """Passengers on record (0 for a booking) and passengers asked for."""

    before: int
    after: int
    same_people: bool


class ItineraryFacts(Frozen):
    """The flights asked for. `bookable` and `seats` are about legs to be bought anew; kept ones are already paid.

    `route` tells whether the legs lead from origin to destination, and back for a round trip; `in_time` whether each leaves after the
    one before has arrived.
    """

    bookable: bool
    seats: bool
    route: bool
    in_time: bool


class PaymentFacts(Frozen):
    """How many of each source; `strange` ones are not in the customer's profile. `covered`: every balance is enough. `settled`: the
    amounts make up exactly the price, which must be known.
    """

    credit_cards: int
    gift_cards: int
    certificates: int
    strange: int
    covered: bool
    settled: bool


class BaggageFacts(Frozen):
    """Checked bags: in all, to be paid as asked, to be paid by the allowance; before are those on record."""

    total: int
    total_before: int
    paid: int
    paid_due: int
    paid_before: int


class ReservationFacts(Frozen):
    """The reservation to be written. `cabin` is the one in force, `flown` whether any segment was used."""

    active: bool
    cabin: Cabin
    insured: bool
    age_seconds: int
    cancelled_by_airline: bool
    flown: Flown


class ChangeFacts(Frozen):
    """What a change leaves as it is."""

    flights_kept: bool
    cabin_kept: bool


class CompensationFacts(Frozen):
    """Whether any of the customer's reservations is a ground for a certificate of this amount, as far as the record still shows it."""

    grounded: bool
    sent_before: bool


Part = (
    GroundFacts
    | ConsentFacts
    | PartyFacts
    | ItineraryFacts
    | PaymentFacts
    | BaggageFacts
    | ReservationFacts
    | ChangeFacts
    | CompensationFacts
)


class AirlineFacts(Frozen):
    """Everything a decision sees; `parts` are those that the schema asks for with this action."""

    action: Action
    parts: dict[str, Part]
