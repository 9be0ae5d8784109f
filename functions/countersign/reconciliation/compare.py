"""One kind of action, as both sides have it. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from countersign.model.effect import AttemptState
from countersign.model.plan import Money
from countersign.reconciliation.ledger import Attempted
from countersign.reconciliation.report import Difference, Kind
from countersign.sdk.contract import Listed


@dataclass(frozen=True)
class Comparison:
    """`there` was read from `until` on, and `here` after it: whatever the system lists and is ours has its attempt in `here`.

    Both reach back beyond `since`, so that an effect at the edge meets its other half; only what lies after `since` can be missed.
    """

    name: str
    here: Sequence[Attempted]
    there: Sequence[Listed]
    since: datetime
    until: datetime

    @cached_property
    def differences(self) -> list[Difference]:
        """In the order of the ledger, and then of the system's list."""
        return [found for each in self.here for found in self._differing(each)] + self._foreign()

    @property
    def agreed(self) -> int:
        """How many are done, and the same on both sides."""
        done = [each for each in self.here if each.attempt.state is AttemptState.DONE and self._matching(each)]
        return sum(not self._differing(each) for each in done)

    def _differing(self, each: Attempted) -> list[Difference]:
        matching = self._matching(each)
        if each.altered:
            return [self._difference(Kind.ALTERED, each, matching[0] if matching else None)]
        if each.attempt.state is not AttemptState.DONE:
            waiting = each.attempt.state is AttemptState.OPEN and self._under_way(each)
            return [self._difference(Kind.NOT_DONE_HERE, each, matching[0])] if matching and not waiting else []
        if not matching:
            missed = each.attempt.opened_at >= self.since and not self._under_way(each)
            return [self._difference(Kind.NOT_THERE, each, None)] if missed else []
        return [self._difference(kind, each, effect) for kind, effect in _contradictions(each, matching)]

    def _under_way(self, each: Attempted) -> bool:
        """Somebody worked on it while the system's list was read."""
        return each.attempt.lease_until > self.until

    def _matching(self, each: Attempted) -> list[Listed]:
        """By our key; else by the id that a person gave who found it without one."""
        named = self._by_id.get(each.attempt.vendor_id or "")
        return self._by_key.get(each.key) or ([named] if named else [])

    def _foreign(self) -> list[Difference]:
        ours = {effect.vendor_id for each in self.here for effect in self._matching(each)}
        return [self._unknown(effect) for effect in self.there if effect.vendor_id not in ours and effect.at >= self.since]

    def _difference(self, kind: Kind, each: Attempted, effect: Listed | None) -> Difference:
        return Difference(
            kind=kind,
            name=self.name,
            case_id=each.ref.case_id,
            action=each.attempt.action,
            key=each.key,
            vendor_id=effect.vendor_id if effect else each.attempt.vendor_id,
            here=_told(each.attempt.state, each.attempt.vendor_id, each.action.money),
            there=_told("listed", effect.vendor_id, _money(effect)) if effect else None,
            at=effect.at if effect else each.attempt.opened_at,
        )

    def _unknown(self, effect: Listed) -> Difference:
        return Difference(
            kind=Kind.NOT_OURS,
            name=self.name,
            case_id=None,
            action=None,
            key=effect.key,
            vendor_id=effect.vendor_id,
            here=None,
            there=_told("listed", effect.vendor_id, _money(effect)),
            at=effect.at,
        )

    @cached_property
    def _by_key(self) -> dict[str, list[Listed]]:
        grouped: dict[str, list[Listed]] = defaultdict(list)
        for effect in self.there:
            if effect.key is not None:
                grouped[effect.key].append(effect)
        return grouped

    @cached_property
    def _by_id(self) -> dict[str, Listed]:
        return {effect.vendor_id: effect for effect in self.there}


def _contradictions(each: Attempted, matching: Sequence[Listed]) -> list[tuple[Kind, Listed]]:
    """Where the system has what is done here, but not as it is here."""
    money = each.action.money
    first, *more = matching
    found = [(Kind.TWICE, effect) for effect in more]
    if each.attempt.vendor_id not in {effect.vendor_id for effect in matching}:
        found.append((Kind.OTHER_ID, first))
    return found + [(Kind.OTHER_AMOUNT, effect) for effect in matching if money and _money(effect) != money]


def _money(effect: Listed) -> Money | None:
    if effect.amount_minor is None or effect.currency is None:
        return None
    return Money(amount_minor=effect.amount_minor, currency=effect.currency)


def _told(state: str, vendor_id: str | None, money: Money | None) -> str:
    amount = f"{money.amount_minor} {money.currency}" if money else None
    return ", ".join(part for part in (state, vendor_id, amount) if part)
