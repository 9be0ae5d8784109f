from typing import Any

import pytest
from pydantic import ValidationError
from tests.policies.given import make_facts

from countersign.policy.tiers import TierTable, customer_class

REFUND = {"actions": ["refund.issue"], "effects": ["money"], "customers": ["ordinary", "regulated", "vulnerable", "unknown"]}


def table(*rows: dict[str, Any]) -> TierTable:
    tiers = {"small": {"title": "Small", "approval": {}}, "large": {"title": "Large", "approval": {"risk": 2}}}
    return TierTable.from_json({"tiers": tiers, "rows": [{**REFUND, "tier": "small", **row} for row in rows]})


def test_the_last_amount_of_a_band_is_in_it() -> None:
    bands = table({"up_to_minor": 100}, {"over_minor": 100, "tier": "large"})

    assert [bands.tier_of(make_facts(money__amount_minor=amount)).title for amount in (100, 101)] == ["Small", "Large"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"tier": "huge"}], "tiers that are not there: huge"),
        ([{"customers": ["ordinary"]}], "no tier for"),
        ([{"up_to_minor": 100}], "no tier or two"),
        ([{"over_minor": 100}], "no tier or two"),
        ([{"up_to_minor": 100}, {"over_minor": 101}], "no tier or two"),
        ([{"up_to_minor": 100}, {"over_minor": 99}], "no tier or two"),
        ([{}, {}], "no tier or two"),
    ],
)
def test_a_table_that_leaves_anything_open_is_refused(rows: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        table(*rows)


def test_being_vulnerable_weighs_more_than_the_segment() -> None:
    assert customer_class(make_facts(customer__vulnerable=True, customer__segment="regulated")) == "vulnerable"


def test_an_action_that_the_table_does_not_know_has_no_tier() -> None:
    with pytest.raises(KeyError):
        table({}).tier_of(make_facts("reply"))
