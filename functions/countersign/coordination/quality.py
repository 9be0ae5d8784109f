"""How far a customer record can be trusted. A weak record lowers what may be done without a person."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from countersign.model.facts import ContactHistory, CustomerFact
from countersign.model.frozen import BasisPoints, Frozen

# What each finding takes off a perfect 10000. One grave finding or three slight ones bring a record below 7000.
DEDUCTIONS_BP = {
    "customer_unknown": 10_000,
    "updated_in_the_future": 5_000,
    "identity_unverified": 3_500,
    "possible_duplicates": 3_500,
    "stale_two_years": 3_500,
    "contact_history_missing": 1_500,
    "stale_one_year": 1_500,
    "email_malformed": 1_500,
    "name_missing": 1_500,
    "email_missing": 1_000,
    "phone_missing": 500,
}

_YEAR = timedelta(days=365)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}")


class Quality(Frozen):
    """`bp` is 10000 for a record without findings; `findings` are keys of DEDUCTIONS_BP, gravest first."""

    bp: BasisPoints
    findings: tuple[str, ...]


def score(customer: CustomerFact | None, contacts: ContactHistory | None, *, now: datetime) -> Quality:
    """The quality of the record as read at `now`; None stands for a fact that could not be had."""
    found = frozenset({"customer_unknown"} if customer is None else _findings(customer, contacts, now))
    return Quality(
        bp=max(0, 10_000 - sum(DEDUCTIONS_BP[finding] for finding in found)),
        findings=tuple(finding for finding in DEDUCTIONS_BP if finding in found),
    )


def _findings(customer: CustomerFact, contacts: ContactHistory | None, now: datetime) -> Iterator[str]:
    yield from _gaps(customer)
    yield from _age(customer.updated_at, now)
    if not customer.identity_verified:
        yield "identity_unverified"
    if customer.possible_duplicates:
        yield "possible_duplicates"
    if contacts is None:
        yield "contact_history_missing"


def _gaps(customer: CustomerFact) -> Iterator[str]:
    if not customer.name.strip():
        yield "name_missing"
    if not customer.phone.strip():
        yield "phone_missing"
    if not customer.email.strip():
        yield "email_missing"
    elif not _EMAIL.fullmatch(customer.email.strip()):
        yield "email_malformed"


def _age(updated_at: datetime, now: datetime) -> Iterator[str]:
    if updated_at > now:
        yield "updated_in_the_future"
    elif now - updated_at > 2 * _YEAR:
        yield "stale_two_years"
    elif now - updated_at > _YEAR:
        yield "stale_one_year"
