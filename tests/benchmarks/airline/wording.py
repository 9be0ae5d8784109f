"""What the last exchange shows, by plain word lists.

Text can only make a ruling stricter here: it never refuses and never permits, it asks a person. So a miss costs a question.
"""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from tests.benchmarks.airline.facts import ConsentFacts, Shown
from tests.benchmarks.airline.record import PaymentMethod, Proposal, Reservation, Source, Trace

_YES = re.compile(
    r"\b(yes|yeah|yep|yup|sure|confirm(ed|ing)?|correct|agreed?|absolutely|definitely|perfect|proceed|go ahead|do it"
    r"|looks? good|sounds? good|ok|okay|alright|oui|s[ií]|ja)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\$\s?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?")
_KINDS: Mapping[Source, re.Pattern[str]] = {
    "credit_card": re.compile(r"(?<!gift )\bcards?\b|\bvisa\b|\bmastercard\b", re.IGNORECASE),
    "gift_card": re.compile(r"\bgift cards?\b", re.IGNORECASE),
    "certificate": re.compile(r"\b(certificate|voucher)s?\b", re.IGNORECASE),
}


def consent(proposal: Proposal, amount_minor: int | None = None, methods: Iterable[str] = ()) -> ConsentFacts:
    """Agreement to pay `amount_minor` (negative: to get it back; None: nothing is due or nobody knows) by `methods`."""
    trace = proposal.trace
    asked = set(methods)
    return ConsentFacts(
        answer="yes" if _YES.search(trace.last_customer_text) else "unclear",
        amount=_amount(trace, amount_minor),
        methods_named=all(_named(method, asked, proposal) for method in asked),
    )


def _amount(trace: Trace, due: int | None) -> Shown:
    amounts = _AMOUNT.findall(f"{trace.last_agent_text}\n{trace.last_customer_text}")
    shown = {100 * int(whole.replace(",", "")) + int(cents or 0) for whole, cents in amounts}
    if not shown or not due:
        return "none"
    return "shown" if abs(due) in shown else "differs"


def _named(method: str, asked: AbstractSet[str], proposal: Proposal) -> bool:
    """By the customer or else the agent: its number, or its kind if all of that kind are asked for. With nothing said, the usual one."""
    state, trace = proposal.state_before, proposal.trace
    profile = state.customer.payment_methods if state.customer else {}
    seen = trace.ids_seen.get(method)
    if seen and seen.customer:
        return True
    for text in (trace.last_customer_text, trace.last_agent_text):
        if _only_of_its_kind(method, asked, text, profile):
            return True
        if numbers := _numbers(text, profile):
            return method in numbers
    return _paid_before(method, state.reservation)


def _numbers(text: str, profile: Mapping[str, PaymentMethod]) -> set[str]:
    said = set(re.findall(r"\d{4,}", text))
    return {name for name, method in profile.items() if said & {name.rpartition("_")[2], method.last_four}}


def _only_of_its_kind(method: str, asked: AbstractSet[str], text: str, profile: Mapping[str, PaymentMethod]) -> bool:
    if method not in profile:
        return False
    kind = profile[method].source
    return bool(_KINDS[kind].search(text)) and {name for name, other in profile.items() if other.source == kind} <= asked


def _paid_before(method: str, reservation: Reservation | None) -> bool:
    return reservation is not None and method in {payment.payment_id for payment in reservation.payment_history}
