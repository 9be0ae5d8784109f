"""How changed decisions are shown."""

from collections.abc import Sequence

from rich.text import Text

from countersign.cli.rows import aligned
from countersign.model.plan import Money
from countersign.policy.flips import FlipGroup
from countersign.viewing.wording import amount

_HEADER = ("decisions", "before", "after", "customers", "money", "actions")


def flip_rows(groups: Sequence[FlipGroup]) -> Text:
    """One line a group."""
    return aligned(_HEADER, [_row(group) for group in groups])


def sums(money: dict[str, int]) -> str:
    """`120.00 EUR, 5.00 USD`, or a dash."""
    return ", ".join(amount(Money(amount_minor=minor, currency=currency)) for currency, minor in money.items()) or "-"


def _row(group: FlipGroup) -> tuple[str, ...]:
    actions = ", ".join(f"{name} {count}" for name, count in group.actions.items())
    return str(group.decisions), group.before, group.after, str(group.customers or "-"), sums(group.money), actions
