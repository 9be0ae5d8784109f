"""The table of risk tiers: what is at stake, and the approval it needs at the least (`tiers.toml`).

The gate never reads it. It is the owners' statement of intent, and the policies are held to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise, product
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import Field, model_validator

from countersign.model.frozen import Frozen
from countersign.policy.facts import DecisionFacts
from countersign.sdk.contract import Effect

CustomerClass: TypeAlias = Literal["ordinary", "regulated", "vulnerable", "unknown"]
CUSTOMERS: tuple[CustomerClass, ...] = get_args(CustomerClass)

_Cell: TypeAlias = tuple[str, Effect, CustomerClass]
_Minor = Annotated[int, Field(ge=0)]


class Tier(Frozen):
    """`approval` counts different people by role, empty when nobody need be asked; "never" when no approval is enough."""

    title: str
    approval: dict[str, Annotated[int, Field(ge=1)]] | Literal["never"]


class TierRow(Frozen):
    """One tier for some actions, effects and customers, for amounts over `over_minor` up to `up_to_minor`."""

    actions: Annotated[tuple[str, ...], Field(min_length=1)]
    effects: Annotated[tuple[Effect, ...], Field(min_length=1)]
    customers: Annotated[tuple[CustomerClass, ...], Field(min_length=1)]
    over_minor: _Minor | None = None
    up_to_minor: _Minor | None = None
    tier: str

    def cells(self) -> Iterable[_Cell]:
        """What the row speaks about, amounts apart."""
        return product(self.actions, self.effects, self.customers)

    def covers(self, amount_minor: int) -> bool:
        """Whether the amount lies in the row's band."""
        return (self.over_minor is None or amount_minor > self.over_minor) and (
            self.up_to_minor is None or amount_minor <= self.up_to_minor
        )


class TierTable(Frozen):
    """Each action, effect, customer and amount has exactly one tier, or the table is refused."""

    tiers: dict[str, Tier]
    rows: tuple[TierRow, ...]

    @model_validator(mode="after")
    def _each_case_has_one_tier(self) -> Self:
        if strangers := {row.tier for row in self.rows} - self.tiers.keys():
            raise ValueError(f"rows name tiers that are not there: {', '.join(sorted(strangers))}")
        by_cell = self._by_cell()
        wanted = {(action, effect, customer) for action, effect, _ in by_cell for customer in CUSTOMERS}
        if missing := wanted - by_cell.keys():
            raise ValueError(f"no tier for {min(missing)}")
        for cell, rows in by_cell.items():
            if not _partition(rows):
                raise ValueError(f"amounts of {cell} have no tier or two")
        return self

    def cells(self) -> list[_Cell]:
        """Everything that has a tier, amounts apart."""
        return sorted(self._by_cell())

    def edges(self, cell: _Cell) -> list[int]:
        """The last amount of each band of a cell."""
        return sorted(row.up_to_minor for row in self._by_cell()[cell] if row.up_to_minor is not None)

    def tier_of(self, facts: DecisionFacts) -> Tier:
        """The tier of an action; raises KeyError for one that the table does not know."""
        cell = (facts.action.name, Effect(facts.action.effect), customer_class(facts))
        (row,) = [row for row in self._by_cell()[cell] if row.covers(facts.money.amount_minor)]
        return self.tiers[row.tier]

    def _by_cell(self) -> Mapping[_Cell, list[TierRow]]:
        by_cell: dict[_Cell, list[TierRow]] = defaultdict(list)
        for row in self.rows:
            for cell in row.cells():
                by_cell[cell].append(row)
        return dict(by_cell)


def customer_class(facts: DecisionFacts) -> CustomerClass:
    """How the table sees this customer; being vulnerable weighs more than any segment."""
    if facts.customer.vulnerable:
        return "vulnerable"
    if not facts.customer.known:
        return "unknown"
    return "regulated" if facts.customer.segment == "regulated" else "ordinary"


def _partition(rows: list[TierRow]) -> bool:
    """Whether the bands leave no amount out and none to two rows."""
    ordered = sorted(rows, key=lambda row: -1 if row.over_minor is None else row.over_minor)
    open_ended = ordered[0].over_minor is None and ordered[-1].up_to_minor is None
    return open_ended and all(lower.up_to_minor is not None and lower.up_to_minor == upper.over_minor for lower, upper in pairwise(ordered))
