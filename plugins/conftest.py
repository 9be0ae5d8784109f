from datetime import UTC, datetime

import pytest

from countersign.sdk.notifiers import Detail, Link, Notice, Occasion, Person


@pytest.fixture
def notice() -> Notice:
    """What a notifier is given, with characters that its system might read as markup."""
    return Notice(
        id="0123456789abcdef0123456789abcdef",
        occasion=Occasion.REQUESTED,
        at=datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
        headline="Approval needed: refund.issue, 120.00 EUR",
        details=(Detail(title="Amount", value="120.00 EUR"), Detail(title="Asked by", value="Refunds > 100 & <new> customers")),
        data={"case_id": "C-AAAABBBBCCCCDDDD", "amount_minor": 12_000, "policies": ("refund.supervisor",)},
        link=Link(title="Read and answer", address="https://hub.example/v1/console/approvals/1?a=1&b=2"),
        person=Person(name="sam", email="sam@larkfield.example"),
    )
