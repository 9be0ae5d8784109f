"""What one customer got from us, by day: the gate's own memory, so that small effects cannot add up past a limit (I8)."""

from datetime import datetime, timedelta
from typing import Self

from countersign.model.frozen import Frozen
from countersign.model.plan import ProposedAction
from countersign.sdk.contract import Effect

KEPT_DAYS = 31


class LedgerDay(Frozen):
    """Sums of one day (UTC) over warranted effects; a warrant counts even if its effect is refused later, so a sum is never too low."""

    refunds: int = 0
    refunded_minor: int = 0
    contacts: int = 0


class CustomerLedger(Frozen):
    """All days that limits look at. Whoever warrants an effect writes the next version: two at once cannot both be right."""

    version: int = 0
    days: dict[str, LedgerDay] = {}  # noqa: RUF012  pydantic copies defaults, and the model is frozen

    def refunds(self, now: datetime) -> int:
        """Refunds of the last 24 hours, counted by whole days: today and yesterday."""
        return sum(day.refunds for day in self._last(now, 1))

    def refunded(self, now: datetime, *, days: int) -> int:
        """Minor units paid back in the last `days` days, counted by whole days."""
        return sum(day.refunded_minor for day in self._last(now, days))

    def contacts(self, now: datetime) -> int:
        """Contacts of the last 24 hours, counted by whole days."""
        return sum(day.contacts for day in self._last(now, 1))

    def with_effect(self, action: ProposedAction, now: datetime) -> Self:
        """The next version, with `action` in today's sums and days that no limit looks at dropped."""
        today = f"{now:%Y-%m-%d}"
        day = self.days.get(today, LedgerDay())
        money = action.money.amount_minor if action.money else 0
        counted = LedgerDay(
            refunds=day.refunds + (action.effect is Effect.MONEY),
            refunded_minor=day.refunded_minor + money,
            contacts=day.contacts + (action.effect is Effect.CUSTOMER_CONTACT),
        )
        oldest = f"{now - timedelta(days=KEPT_DAYS):%Y-%m-%d}"
        kept = {date: sums for date, sums in self.days.items() if date >= oldest}
        return self.model_copy(update={"version": self.version + 1, "days": kept | {today: counted}})

    def _last(self, now: datetime, days: int) -> list[LedgerDay]:
        first = f"{now - timedelta(days=days):%Y-%m-%d}"
        return [sums for date, sums in self.days.items() if date >= first]


def counts(action: ProposedAction) -> bool:
    """Whether limits look at this effect. An undone one still counts, so what undoes it, and what undoes that, adds nothing."""
    return action.effect is Effect.CUSTOMER_CONTACT or (action.effect is Effect.MONEY and action.undoes is None)
