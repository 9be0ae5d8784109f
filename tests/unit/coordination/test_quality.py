from datetime import UTC, datetime, timedelta

import pytest

from countersign.coordination.quality import DEDUCTIONS_BP, Quality, score
from countersign.model.facts import ContactHistory, CustomerFact, Segment

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
CONTACTS = ContactHistory(customer_id="CU-1", contacts_24h=0, last_contact_at=None)


def make_customer(**changes: object) -> CustomerFact:
    usual = {
        "customer_id": "CU-1",
        "name": "Mia Berg",
        "email": "mia@mail.example",
        "phone": "+31205550123",
        "segment": Segment.CONSUMER,
        "country": "NL",
        "utc_offset_minutes": 60,
        "vulnerable": False,
        "do_not_contact": False,
        "legal_hold": False,
        "marketing_consent": False,
        "identity_verified": True,
        "open_complaint": False,
        "possible_duplicates": 0,
        "updated_at": NOW - timedelta(days=10),
    }
    return CustomerFact.model_validate({**usual, **changes})


def test_a_fresh_and_complete_record_is_perfect():
    assert score(make_customer(), CONTACTS, now=NOW) == Quality(bp=10_000, findings=())


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"name": " "}, "name_missing"),
        ({"email": ""}, "email_missing"),
        ({"email": "mia at mail"}, "email_malformed"),
        ({"phone": ""}, "phone_missing"),
        ({"identity_verified": False}, "identity_unverified"),
        ({"possible_duplicates": 2}, "possible_duplicates"),
        ({"updated_at": NOW - timedelta(days=366)}, "stale_one_year"),
        ({"updated_at": NOW - timedelta(days=731)}, "stale_two_years"),
        ({"updated_at": NOW + timedelta(seconds=1)}, "updated_in_the_future"),
    ],
)
def test_each_weakness_is_found_and_costs_what_the_table_says(changes, finding):
    assert score(make_customer(**changes), CONTACTS, now=NOW) == Quality(bp=10_000 - DEDUCTIONS_BP[finding], findings=(finding,))


def test_without_contact_history_nobody_knows_how_often_we_wrote():
    assert score(make_customer(), None, now=NOW).findings == ("contact_history_missing",)


def test_an_unknown_customer_has_no_quality_at_all():
    assert score(None, CONTACTS, now=NOW) == Quality(bp=0, findings=("customer_unknown",))


def test_findings_add_up_and_the_gravest_stands_first():
    weak = make_customer(phone="", possible_duplicates=1, identity_verified=False, updated_at=NOW - timedelta(days=800))
    assert score(weak, CONTACTS, now=NOW) == Quality(
        bp=0, findings=("identity_unverified", "possible_duplicates", "stale_two_years", "phone_missing")
    )
