import json
from typing import Any

import pytest
from countersign_tryton.conformance import subject
from countersign_tryton.connector import Tryton
from countersign_tryton.fake import STAMP, TrytonFake

from countersign.kit.system import System
from countersign.sdk import Applied, InvalidArgumentsError, NotApplied, Outcome, ReadRefusedError, ReadUnavailableError, Response, Unknown

CONNECTOR = Tryton()
ACTION = "customer.update_contact"


def example(**changes: Any) -> dict[str, Any]:
    return {**subject().writes[ACTION].arguments, **changes}


def answered(status: int, body: Any) -> Outcome:
    request = CONNECTOR.prepare(ACTION, example(), key="key-1")
    return CONNECTOR.interpret(ACTION, request, Response(status=status, body=json.dumps(body).encode()))


def test_both_records_change_in_one_call_and_only_as_they_were_seen() -> None:
    body = json.loads(CONNECTOR.prepare(ACTION, example(), key="key-1").body or "")

    assert body.keys() == {"id", "method", "params"}
    assert body["method"] == "model.party.contact_mechanism.write"
    assert body["params"] == [
        [1],
        {"value": "greta@new.example"},
        [2],
        {"value": "+4915550100009"},
        {"_timestamp": {"party.contact_mechanism,1": STAMP, "party.contact_mechanism,2": STAMP}},
    ]


def test_without_a_version_nothing_is_proposed() -> None:
    arguments = example()
    del arguments["version"]

    with pytest.raises(InvalidArgumentsError):
        CONNECTOR.prepare(ACTION, arguments, key="key-1")


@pytest.mark.parametrize("version", ["", "CUST-0001", f"CUST-0002/1@{STAMP}/2@{STAMP}", f"CUST-0001/1@{STAMP}", f"CUST-0001/1/2@{STAMP}"])
def test_another_customers_version_changes_nobodys_record(version: str) -> None:
    with pytest.raises(InvalidArgumentsError):
        CONNECTOR.prepare(ACTION, example(version=version), key="key-1")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, {"id": 1, "result": None}, Applied),
        (200, {"id": 1, "error": ["ConcurrencyException", "Records were modified in the meanwhile"]}, "conflict"),
        (200, {"id": 1, "error": ["UserError", ["No.", "", None]]}, "invalid"),
        (200, {"id": 1, "error": ["UserWarning", ["name", "Really?", ""]]}, "invalid"),
        (200, {"id": 1, "error": ["LoginException", ["password", "?", "password"]]}, "auth"),
        (200, {"id": 1, "error": ["RateLimitException"]}, "rate_limited"),
        (200, {"id": 1, "error": ["'party.nothere'", "Traceback"]}, Unknown),
        (200, {"id": 1, "error": None}, Unknown),
        (200, {"id": 1}, Unknown),
        (401, {}, "auth"),
        (403, {}, "permission"),
        (404, {}, "not_found"),
        (429, {}, "rate_limited"),
        (500, {}, Unknown),
    ],
)
def test_what_an_answer_means(status: int, body: Any, expected: type[Outcome] | str) -> None:
    outcome = answered(status, body)

    if isinstance(expected, str):
        assert isinstance(outcome, NotApplied)
        assert outcome.error.kind == expected
    else:
        assert isinstance(outcome, expected)


def reading(fake: TrytonFake, action: str = "customer.read") -> dict[str, Any] | None:
    return System(CONNECTOR, fake).read(action, {"customer_id": "CUST-0001"})


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        (["UTC+01:00"], {"segment": "consumer", "utc_offset_minutes": 60, "vulnerable": False, "identity_verified": False}),
        (["UTC-09:30", "business", "vulnerable"], {"segment": "business", "utc_offset_minutes": -570, "vulnerable": True}),
        (["UTC+00:00", "business", "regulated", "legal hold"], {"segment": "regulated", "utc_offset_minutes": 0, "legal_hold": True}),
    ],
)
def test_categories_say_what_a_party_has_no_field_for(categories: list[str], expected: dict[str, Any]) -> None:
    found = reading(TrytonFake(categories=categories))

    assert found is not None
    assert expected.items() <= found.items()


def test_a_customer_whose_hour_nobody_knows_is_not_read_as_if_it_were_ours() -> None:
    with pytest.raises(ReadRefusedError):
        reading(TrytonFake(categories=["vulnerable"]))


def test_a_party_without_a_phone_has_no_version() -> None:
    fake = TrytonFake()
    del fake.mechanisms[2]

    with pytest.raises(ReadRefusedError):
        reading(fake, "customer.addresses")


@pytest.mark.parametrize(
    ("error", "expected"),
    [(["RateLimitException"], ReadUnavailableError), (["UserError", ["No.", "", None]], ReadRefusedError), (["'x'", ""], ReadRefusedError)],
)
def test_a_no_inside_a_success_is_no_answer(error: list[Any], expected: type[Exception]) -> None:
    dialogue = CONNECTOR.read("customer.read", {"customer_id": "CUST-0001"})
    next(dialogue)

    with pytest.raises(expected):
        dialogue.send(Response(status=200, body=json.dumps({"id": 1, "error": error}).encode()))
