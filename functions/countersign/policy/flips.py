"""Decisions that two bundles decide differently, and what hangs on them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Self

from countersign.model.decision import Need, Verdict
from countersign.model.frozen import Frozen
from countersign.policy.bundle import Bundle, autonomy_level
from countersign.policy.decide import Ruling, decide
from countersign.policy.facts import DecisionFacts


class Judged(Frozen):
    """What matters of a ruling: other reasons for the same verdict change nothing. `errors` are there when deciding failed."""

    verdict: Verdict
    needs: dict[str, int]
    errors: tuple[str, ...] = ()

    @classmethod
    def of(cls, verdict: Verdict, needs: Iterable[Need], errors: tuple[str, ...] = ()) -> Self:
        """From a ruling or a recorded decision."""
        return cls(verdict=verdict, needs={need.role: need.count for need in needs}, errors=errors)

    @classmethod
    def by(cls, ruling: Ruling) -> Self:
        """From a ruling."""
        return cls.of(ruling.verdict, ruling.needs, ruling.errors)

    def __str__(self) -> str:
        people = ", ".join(f"{role} {count}" for role, count in sorted(self.needs.items()))
        return f"{self.verdict} ({people or 'failed'})" if people or self.errors else self.verdict.value


class Flip(Frozen):
    """One decision that changes. `customer_id` is None where that was not kept."""

    action: str
    before: Judged
    after: Judged
    amount_minor: int
    currency: str
    customer_id: str | None


class FlipGroup(Frozen):
    """All decisions that change from one answer to another. `money` is in minor units by currency; `customers` is 0 where none was kept."""

    before: str
    after: str
    decisions: int
    actions: dict[str, int]
    money: dict[str, int]
    customers: int


def ruling_under(bundle: Bundle, facts: DecisionFacts, approvals: dict[str, int]) -> Ruling:
    """What `bundle` says to facts that were gathered under another one: autonomy is granted by its own table. Never raises."""
    level = autonomy_level(bundle, intent=facts.action.intent, action=facts.action.name, channel=facts.action.channel)
    return decide(bundle, facts.model_copy(update={"autonomy": level}), approvals)


def flip_of(facts: DecisionFacts, before: Judged, after: Judged) -> Flip | None:
    """None when nothing changes for anybody."""
    if (before.verdict, before.needs, bool(before.errors)) == (after.verdict, after.needs, bool(after.errors)):
        return None
    return Flip(
        action=facts.action.name,
        before=before,
        after=after,
        amount_minor=facts.money.amount_minor,
        currency=facts.money.currency,
        customer_id=facts.customer.id,
    )


def grouped(flips: Iterable[Flip]) -> tuple[FlipGroup, ...]:
    """By answer before and after, the largest group first."""
    groups: dict[tuple[str, str], list[Flip]] = defaultdict(list)
    for flip in flips:
        groups[str(flip.before), str(flip.after)].append(flip)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(_group(before, after, members) for (before, after), members in ordered)


def money_of(flips: Iterable[Flip]) -> dict[str, int]:
    """What is at stake, in minor units by currency."""
    total: Counter[str] = Counter()
    for flip in flips:
        if flip.amount_minor:
            total[flip.currency] += flip.amount_minor
    return dict(sorted(total.items()))


def _group(before: str, after: str, flips: list[Flip]) -> FlipGroup:
    return FlipGroup(
        before=before,
        after=after,
        decisions=len(flips),
        actions=dict(sorted(Counter(flip.action for flip in flips).items())),
        money=money_of(flips),
        customers=len({flip.customer_id for flip in flips} - {None}),
    )
