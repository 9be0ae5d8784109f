"""I12: personal data and secrets, planted wherever they may lie, come out nowhere, whatever fails."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.contract.stores.aws import client
from tests.integration.deployment import CASE_ID, TENANT, Deployment, sample
from tests.security.bugged import MARK, REFUND, WISHES, Bugged, at_rest, planted
from tests.world import CONNECTOR, WEBHOOK_KEY

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.line import Line
from countersign.bootstrap import hub
from countersign.ports import Replace
from countersign.record import keys

FAULTS = ("timeout_after_effect", "rate_limit_429", "error_500", "reset", "truncated")


@pytest.fixture
def bugged(deployment: Deployment) -> Bugged:
    return planted(deployment)


def all_goes_well(bugged: Bugged) -> None:
    for text in WISHES:
        bugged.run(bugged.arrives(text))


def people_say_yes_and_no(bugged: Bugged) -> None:
    for answer in ("reject", "approve"):
        case_id = bugged.arrives(REFUND.format("ORD-1002"))
        (action,) = bugged.run(case_id)
        assert bugged.vote(case_id, action, answer, email="agent@larkfield.example") == 403
        assert bugged.vote(case_id, action, answer, email=f"{MARK}@larkfield.example") == 200
        decided = bugged.call("gate", case_id=case_id, action=action)
        bugged.call("execute", case_id=case_id, warrant=decided["warrant"] or action)
        bugged.call("measure", case_id=case_id)


def nobody_answers(bugged: Bugged) -> None:
    bugged.run(bugged.arrives(REFUND.format("ORD-1002")))
    bugged.deployment.now = bugged.deployment.now.replace(day=25)
    bugged.call("sweep")
    bugged.call("seal", Records=bugged.deployment.stream())


def systems_fail(bugged: Bugged) -> None:
    for fault in FAULTS:
        for method in ("GET", "POST"):
            bugged.deployment.transport.fault(fault, method=method, times=2)
            bugged.run(bugged.arrives(WISHES[0]))


def systems_answer_nonsense(bugged: Bugged) -> None:
    bugged.deployment.transport.amend("customer", "CUST-0001", country=MARK, segment=MARK, utc_offset_minutes=MARK)
    bugged.deployment.transport.amend("order", "ORD-1001", total={"amount_minor": MARK, "currency": MARK})
    bugged.run(bugged.arrives(WISHES[0]))


def systems_cannot_be_reached(bugged: Bugged) -> None:
    """By the real transport, with real credentials; nobody listens at the discard port."""
    for system in ("crm", "ticketing", "payments", "knowledge", "telephony"):
        for power in ("read", "write"):
            secret = json.dumps({"base_url": "http://127.0.0.1:9", "token": f"token-{MARK}"})
            client("secretsmanager").create_secret(Name=f"hub/{TENANT}/sandbox_{system}/{power}", SecretString=secret)
    vars(hub())["transport"] = HttpTransport(hub().secrets, Line(loopback=True))
    bugged.run(bugged.arrives(WISHES[0]))


def texts_and_rows_were_altered(bugged: Bugged) -> None:
    case_id = bugged.arrives(WISHES[0])
    case = bugged.deployment.store.get(keys.case(TENANT, case_id))
    hub().content.put(case["content_key"], json.dumps({"text": MARK}).encode())
    bugged.run(case_id)
    other = bugged.arrives(WISHES[0])
    for key in (keys.assessment(TENANT, other), keys.fact_sheet(TENANT, other), keys.plan(TENANT, other), keys.case(TENANT, other)):
        bugged.run(other)
        bugged.deployment.store.transact([Replace(key, {"tenant": MARK, "state": MARK, "customer": {"email": MARK}, "extra": [MARK]})])
    bugged.run(other)


def services_of_ours_fail(bugged: Bugged) -> None:
    case_id = bugged.arrives(REFUND.format("ORD-1002"))
    bugged.run(case_id)
    client("dynamodb").delete_table(TableName="WarrantTable")
    bugged.run(case_id)
    client("dynamodb").delete_table(TableName="StateTable")
    bugged.run(case_id)
    assert (
        bugged.deployment.api("intake", **bugged.signed({"type": "ticket.created", "timestamp": "2026-11-18T12:00:00Z", "data": ticket()}))[
            0
        ]
        == 503
    )
    assert bugged.deployment.look(f"/cases/{CASE_ID}")[0] == 503


def strangers_and_slips(bugged: Bugged) -> None:
    forged = sample("intake")["headers"] | {"webhook-id": MARK, "webhook-signature": f"v1,{MARK}"}
    assert bugged.deployment.api("intake", headers=forged, body=MARK)[0] == 401
    assert bugged.deployment.api("intake", path=f"/webhooks/{MARK}/{CONNECTOR}")[0] == 401
    for data in (ticket(text=7, subject=[MARK]), ticket(customer_id=f"{MARK}@mail.example"), {MARK: MARK}, MARK):
        message = {"type": "ticket.created", "timestamp": "2026-11-18T12:00:00Z", "data": data}
        assert bugged.deployment.api("intake", **bugged.signed(message))[0] in {400, 401}
    for body in (f'{{"reason": {MARK}}}', f'{{"{MARK}": 1}}', json.dumps({"reason": [MARK]})):
        assert bugged.deployment.look("/switches/action/refund.issue", "PUT", body=body)[0] == 400
    assert bugged.deployment.look("/switches/action/refund.issue", "PUT", body=json.dumps({"reason": f"{MARK} called"}))[0] == 200
    assert bugged.deployment.look("/cases", queryStringParameters={"day": MARK})[0] == 400


def ticket(**changes: Any) -> dict[str, Any]:
    plain = {"ticket_id": "TICK-2999", "customer_id": "CUST-0001", "channel": "email", "subject": MARK, "text": MARK}
    return plain | changes


def people_write_about_it(bugged: Bugged) -> None:
    """Notes, resolutions, and why somebody wants an undo."""
    bugged.run(bugged.arrives("Lorem ipsum dolor sit amet."))
    paid = bugged.arrives(REFUND.format("ORD-1001"))
    bugged.run(paid)
    (listed,) = bugged.deployment.look("/exceptions")[1]["exceptions"]
    where = f"/exceptions/{listed['case_id']}/{listed['subject']}"
    assert bugged.deployment.look(f"{where}/comments", "POST", body=json.dumps({"text": f"{MARK} rang."}))[0] == 200
    version = bugged.deployment.look(where)[1]["version"]
    resolved = json.dumps({"resolved": True, "reason": f"{MARK} is content.", "version": version})
    assert bugged.deployment.look(f"{where}/resolutions", "POST", body=resolved)[0] == 200


def a_customer_is_erased(bugged: Bugged) -> None:
    for text in (WISHES[0], "When are you open on Saturdays?"):
        bugged.run(bugged.arrives(text))
    assert MARK in json.dumps(bugged.compliance("/privacy/holdings", "cora", customer_id="CUST-0001")[1])
    assert bugged.compliance("/privacy/erasures", "cora", customer_id="CUST-0001", reason="DSR-1")[0] == 200
    assert bugged.compliance("/privacy/erasures", "cora", customer_id="CUST-0001")[0] == 409
    assert bugged.compliance("/privacy/erasures", "carl", customer_id="CUST-0001")[1]["erasure"]["state"] == "DONE"


SCENARIOS = (
    all_goes_well,
    people_say_yes_and_no,
    nobody_answers,
    systems_fail,
    systems_answer_nonsense,
    systems_cannot_be_reached,
    texts_and_rows_were_altered,
    services_of_ours_fail,
    strangers_and_slips,
    people_write_about_it,
    a_customer_is_erased,
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_no_canary_is_heard(bugged: Bugged, scenario: Callable[[Bugged], None], capfd: pytest.CaptureFixture[str]) -> None:
    """I12."""
    scenario(bugged)
    printed = capfd.readouterr()
    everything = bugged.everything(printed.out + printed.err)
    lines = [line[:300] for line in everything.splitlines() if MARK in line.lower()]
    assert lines == []
    assert WEBHOOK_KEY not in everything


def test_the_canaries_are_where_they_should_be(bugged: Bugged) -> None:
    """Else the tests above would prove nothing."""
    case_id = bugged.arrives(WISHES[1])
    (action,) = bugged.run(case_id)
    case = bugged.deployment.store.get(keys.case(TENANT, case_id))
    sheet = bugged.deployment.store.get(keys.fact_sheet(TENANT, case_id))
    assert MARK in hub().content.get(case["content_key"]).decode()
    assert MARK in sheet["customer"]["email"]
    assert bugged.vote(case_id, action, "approve") == 200


@pytest.mark.parametrize("scenario", [all_goes_well, people_say_yes_and_no, nobody_answers, systems_fail, people_write_about_it])
def test_no_canary_lies_in_the_clear(bugged: Bugged, scenario: Callable[[Bugged], None]) -> None:
    """I12: neither in a table nor in a bucket, whoever gets hold of one."""
    scenario(bugged)
    assert [line[:200] for line in at_rest().splitlines() if MARK in line.lower()] == []


def test_after_an_erasure_the_customer_is_nowhere(bugged: Bugged) -> None:
    """I12: but in the row of sums, which limits look at for a month."""
    a_customer_is_erased(bugged)
    lying = at_rest()
    assert MARK not in lying.lower()
    assert [line for line in lying.splitlines() if "CUST-0001" in line and "|customer|" not in line] == []
    assert bugged.compliance("/privacy/holdings", "cora", customer_id="CUST-0001")[0] == 404
