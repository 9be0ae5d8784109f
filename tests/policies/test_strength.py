"""What approvers have to show follows what is at stake: a link never stands for two people, nor for what cannot be undone."""

import pytest
from tests.builders import make_action
from tests.policies.given import shipped_bundle
from tests.policies.test_tiers import TABLE

from countersign.model.assurance import Assurance
from countersign.model.plan import Money
from countersign.policy.strength import assurance
from countersign.policy.tiers import TierRow
from countersign.sdk.contract import Effect

ASKING = [row for row in TABLE.rows if isinstance(TABLE.tiers[row.tier].approval, dict) and TABLE.tiers[row.tier].approval]


def least(row: TierRow) -> Assurance:
    """What the smallest action of this row takes."""
    approval = TABLE.tiers[row.tier].approval
    assert isinstance(approval, dict)
    money = None if row.over_minor is None else Money(amount_minor=row.over_minor + 1, currency="EUR")
    return assurance(shipped_bundle().tables.strength, make_action(effect=row.effects[0], money=money), sum(approval.values()))


def named(row: TierRow) -> str:
    return f"{row.tier}-{row.actions[0]}-{row.up_to_minor}"


@pytest.mark.parametrize("row", [row for row in ASKING if sum(TABLE.tiers[row.tier].approval.values()) > 1], ids=named)
def test_where_two_people_are_needed_both_sign_in(row):
    assert not least(row).link


@pytest.mark.parametrize("row", [row for row in ASKING if Effect.WRITE_IRREVERSIBLE in row.effects], ids=named)
def test_what_cannot_be_undone_takes_a_sign_in(row):
    assert not least(row).link


@pytest.mark.parametrize("row", [row for row in ASKING if row.tier.endswith("four_eyes")], ids=named)
def test_four_eyes_have_signed_in_today(row):
    assert least(row).sign_in_seconds == 8 * 3600
