import traceback

import pytest
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import lambda_svc

from countersign.errors import TransientHubError
from countersign.local.emulator import raised, restore_positions


def fail(error):
    try:
        {}["row"]
    except KeyError as cause:
        raise error from cause


def log_of(error):
    try:
        fail(error)
    except type(error):
        return f"a line of the function\n{traceback.format_exc()}"


@pytest.mark.parametrize(
    "error", [TransientHubError("busy"), TransientHubError(), TransientHubError("two\nlines: of text"), ValueError("x")]
)
def test_an_error_is_named_by_the_class_that_was_raised_last(error):
    assert raised(log_of(error)) == type(error).__name__


def test_a_log_without_a_traceback_names_no_error():
    assert raised("ApprovalVoidError: said a log line") is None


def test_readers_of_tables_begin_anew_and_others_go_on():
    tables, others = lambda_svc._dynamodb_stream_positions, lambda_svc._kinesis_positions
    kept = AccountRegionScopedDict()
    kept["reader"] = 29
    for readers in (tables, others):
        restore_positions(readers, kept)
    assert (tables.get("reader"), others.get("reader")) == (None, 29)
    others.clear()
