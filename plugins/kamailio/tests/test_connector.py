import base64
import json
from typing import Any

import pytest
from countersign_kamailio.conformance import subject
from countersign_kamailio.connector import Kamailio

from countersign.sdk import Applied, InvalidArgumentsError, NotApplied, Outcome, ReadRefusedError, Response, Unknown

CONNECTOR = Kamailio()
CALL_ID = "a84b4c76e66710;from-tag=caller1;to-tag=team1"


def example(action: str, **changes: Any) -> dict[str, Any]:
    return {**subject().writes[action].arguments, **changes}


def params(action: str, **changes: Any) -> list[str]:
    body = CONNECTOR.prepare(action, example(action, **changes), key="key-1").body
    assert body is not None
    found: list[str] = json.loads(body)["params"]
    return found


def answered(action: str, status: int, body: Any) -> Outcome:
    request = CONNECTOR.prepare(action, example(action), key="key-1")
    return CONNECTOR.interpret(action, request, Response(status=status, body=json.dumps(body).encode()))


def result(value: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "result": value, "id": "countersign"}


def error(code: int) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "error": {"code": code, "message": "No"}, "id": "countersign"}


def test_the_customer_is_called_before_the_team_and_both_addresses_hold_the_key() -> None:
    called, then, through = params("call.place", announcement="Grüße")

    assert called == "sip:+4915550100001@countersign.invalid;countersign=key-1"
    assert then.startswith("sip:orders@countersign.invalid;countersign=key-1;announcement=")
    assert base64.urlsafe_b64decode(then.rpartition("=")[2] + "==").decode() == "Grüße"
    assert through == "sip:127.0.0.1:5060"


def test_a_transfer_names_the_leg_and_the_new_team() -> None:
    headers = params("call.transfer")[-1].split("\r\n")

    assert "Target-Dialog: a84b4c76e66710;local-tag=team1;remote-tag=caller1" in headers
    assert "Refer-To: <sip:complaints@countersign.invalid;countersign=key-1>" in headers


@pytest.mark.parametrize("action", ["call.transfer", "call.end"])
@pytest.mark.parametrize("call_id", ["", "x", f"{CALL_ID}\r\nRoute: <sip:evil.example>", f"x y;{CALL_ID}", f"<{CALL_ID}>"])
def test_no_call_id_ends_a_header(action: str, call_id: str) -> None:
    with pytest.raises(InvalidArgumentsError):
        CONNECTOR.prepare(action, example(action, call_id=call_id), key="key-1")


def test_a_key_that_could_mean_more_in_an_address_is_refused() -> None:
    with pytest.raises(InvalidArgumentsError):
        CONNECTOR.prepare("call.place", example("call.place"), key="key;transport=tcp")


@pytest.mark.parametrize(
    ("action", "status", "body", "expected"),
    [
        ("call.place", 200, result({}), Applied),
        ("call.place", 200, error(500), Unknown),
        ("call.place", 401, {}, "auth"),
        ("call.place", 404, error(404), "not_found"),
        ("call.place", 429, {}, "rate_limited"),
        ("call.place", 500, error(500), Unknown),
        ("call.end", 200, result({}), Applied),
        ("call.end", 500, error(500), Unknown),
        ("call.transfer", 200, result([200, "OK"]), Applied),
        ("call.transfer", 200, result([202, "Accepted"]), Applied),
        ("call.transfer", 200, result([403, "Forbidden"]), "permission"),
        ("call.transfer", 200, result([404, "Not Found"]), "not_found"),
        ("call.transfer", 200, result([408, "Request Timeout"]), Unknown),
        ("call.transfer", 200, result([480, "Temporarily Unavailable"]), "not_found"),
        ("call.transfer", 200, result([481, "Call Does Not Exist"]), "not_found"),
        ("call.transfer", 200, result([486, "Busy Here"]), "conflict"),
        ("call.transfer", 200, result([488, "Not Acceptable Here"]), "invalid"),
        ("call.transfer", 200, result([500, "Server Internal Error"]), Unknown),
        ("call.transfer", 200, result([603, "Decline"]), "conflict"),
        ("call.transfer", 200, result([]), Unknown),
        ("call.transfer", 200, result({}), Unknown),
        ("call.transfer", 200, result([True]), Unknown),
        ("call.transfer", 500, error(500), Unknown),
    ],
)
def test_what_an_answer_means(action: str, status: int, body: Any, expected: type[Outcome] | str) -> None:
    outcome = answered(action, status, body)

    if isinstance(expected, str):
        assert isinstance(outcome, NotApplied)
        assert outcome.error.kind == expected
    else:
        assert isinstance(outcome, expected)


def test_each_effect_is_known_by_what_finds_it_again() -> None:
    ids = {action: answered(action, 200, result([202])) for action in subject().writes}

    assert {action: outcome.vendor_id for action, outcome in ids.items() if isinstance(outcome, Applied)} == {
        "call.place": "key-1",
        "call.transfer": "key-1",
        "call.end": CALL_ID,
    }


def dialog(**changes: Any) -> dict[str, Any]:
    tags = {"caller": {"tag": "caller1"}, "callee": {"tag": "team1"}}
    told = {"call-id": "a84b4c76e66710", "to_uri": "sip:orders@countersign.invalid;countersign=key-1", "state": 4, "init_ts": 1_795_000_000}
    return {**told, **tags, **changes}


def read(*dialogs: dict[str, Any]) -> dict[str, Any] | None:
    dialogue = CONNECTOR.read("call.read", {"id": "key-1"})
    next(dialogue)
    with pytest.raises(StopIteration) as done:
        dialogue.send(Response(status=200, body=json.dumps(result(dialogs)).encode()))
    answer: dict[str, Any] | None = done.value.value
    return answer


RINGING = dialog(to_uri="sip:+4915550100001@countersign.invalid;countersign=key-1", callee={"tag": None}, state=1)


def test_a_call_rings_until_a_team_has_answered() -> None:
    ringing = {"id": "key-1", "call_id": None, "state": "ringing", "queue": None, "started_at": "2026-11-18T11:06:40+00:00"}

    assert read(RINGING) == ringing
    assert read(RINGING, dialog(state=2)) == {**ringing, "queue": "orders"}


def test_the_leg_to_the_team_is_the_call() -> None:
    assert read(RINGING, dialog()) == {
        "id": "key-1",
        "call_id": CALL_ID,
        "state": "connected",
        "queue": "orders",
        "started_at": "2026-11-18T11:06:40+00:00",
    }


def test_what_is_over_or_anothers_is_no_call_of_ours() -> None:
    assert read(dialog(state=5), dialog(to_uri="sip:orders@countersign.invalid;countersign=key-10")) is None


def test_a_404_of_something_else_than_the_method_proves_nothing() -> None:
    dialogue = CONNECTOR.read("call.read", {"id": "key-1"})
    next(dialogue)

    with pytest.raises(ReadRefusedError):
        dialogue.send(Response(status=404, body=b"{}"))


def test_the_self_test_sees_that_the_module_is_missing() -> None:
    dialogue = CONNECTOR.check()
    next(dialogue)

    with pytest.raises(StopIteration) as done:
        dialogue.send(Response(status=200, body=b"<html></html>"))
    assert not done.value.value.ok
