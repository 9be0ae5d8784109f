from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError
from tests.builders import NOW

from countersign.model.ledger import KEPT_DAYS
from countersign.ports import Key
from countersign.record import keys
from countersign.record.retention import expiry
from countersign.settings import LEAST_RETENTION_DAYS, Settings

DAYS = 400
ROW = {"state_table": "s", "warrant_table": "w", "audit_table": "a", "content_bucket": "c"}


def kept(key: Key) -> timedelta | None:
    moment = expiry(key, DAYS, NOW)
    return None if moment is None else datetime.fromtimestamp(moment, UTC) - NOW


@pytest.mark.parametrize("key", [keys.case("main", "C-1"), keys.approval("main", "a"), keys.warrant("main", "C-1", "d")])
def test_rows_of_a_case_are_forgotten_when_nobody_has_written_them_for_long(key):
    assert kept(key) == timedelta(days=DAYS)


@pytest.mark.parametrize("key", [keys.audit("main", "C-1", 0), keys.audit("main", "control", 7)])
def test_the_record_is_kept(key):
    """I10: a row that is missing is a finding."""
    assert kept(key) is None


@pytest.mark.parametrize("key", [keys.bundle_pointer("main"), keys.switch("main", "tenant", "main"), keys.seal_head("main")])
def test_what_controls_a_tenant_is_kept(key):
    """I7, I16: a switch that is forgotten would be loosened by nobody."""
    assert kept(key) is None


def test_a_key_outlives_every_row_that_it_opens():
    assert kept(keys.data_key("main", "k")) > timedelta(days=DAYS + 30)
    assert kept(keys.subject("main", "CUST-0001")) == kept(keys.data_key("main", "k"))


def test_sums_are_kept_for_as_long_as_a_limit_looks_back():
    """I8."""
    assert kept(keys.customer_ledger("main", "CUST-0001")) == timedelta(days=KEPT_DAYS + 1)


@pytest.mark.parametrize("days", ["182", "0", "-1", "", "many"])
def test_less_than_half_a_year_is_refused_at_the_start(days):
    with pytest.raises(ValidationError):
        Settings.model_validate({**ROW, "retention_days": days})


def test_half_a_year_will_do():
    assert Settings.model_validate({**ROW, "retention_days": str(LEAST_RETENTION_DAYS)}).retention_days == LEAST_RETENTION_DAYS
