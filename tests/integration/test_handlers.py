"""Each function, called as Lambda calls it, with the sample event beside it."""

import json
from typing import Any

import pytest
from tests.builders import make_account, make_voter
from tests.contract.notifiers.post_office import post_office
from tests.contract.stores.aws import client
from tests.integration.deployment import CASE_ID, TENANT, Deployment, sample
from tests.world import WEBHOOK_KEY

from countersign.bootstrap import hub
from countersign.errors import ActionAlteredError, CaseNotFoundError, EffectUnknownError, NotWarrantedError, TransientHubError
from countersign.ports import Replace
from countersign.record import audit, keys
from countersign.sdk.webhooks import sign

REF = {"tenant": TENANT, "case_id": CASE_ID}
CANARY = "Wilhelmina Quist lives at 14 Canary Row"


def planned(deployment: Deployment) -> str:
    """The case of the samples, up to its one action."""
    deployment.call("intake")
    for function in ("triage", "enrich"):
        deployment.call(function)
    action, *_ = deployment.call("plan")["actions"]
    return action


def asked(deployment: Deployment) -> tuple[str, str]:
    """The same, up to the question: the action and the approval's id."""
    action = planned(deployment)
    deployment.call("gate", action=action)
    deployment.call("request_approval", action=action)
    return action, deployment.store.get(keys.approval_of(TENANT, CASE_ID, action))["approval_id"]


def vote(deployment: Deployment, approval_id: str, action: str, **changes: Any) -> tuple[int, dict[str, Any]]:
    body = json.dumps({"action": action, "answer": "approve", "reason": "The photo shows it."})
    return deployment.api("record_approval", **({"path": f"/approvals/{approval_id}/votes", "body": body} | changes))


def as_person(function: str, **claims: str) -> dict[str, Any]:
    """The sample's request context, with other claims."""
    context = sample(function)["requestContext"]
    return context | {"authorizer": {"claims": context["authorizer"]["claims"] | claims}}


def test_intake_accepts_its_sample_once(deployment):
    assert deployment.api("intake") == (202, {"accepted": [{"case_id": CASE_ID, "duplicate": False}]})
    assert deployment.api("intake") == (202, {"accepted": [{"case_id": CASE_ID, "duplicate": True}]})


def test_intake_answers_a_forgery_with_a_problem(deployment):
    status, problem = deployment.api("intake", body=sample("intake")["body"].replace("ORD-1002", "ORD-1003"))
    assert (status, problem["status"], problem["type"]) == (401, 401, "about:blank")
    assert problem["trace_id"] == sample("intake")["requestContext"]["requestId"]


def test_a_case_goes_from_its_webhook_through_an_approval_to_its_refund(deployment):
    """I1, I4, I6: the output of each function is what the state machines route by."""
    assert deployment.api("intake")[0] == 202
    assert deployment.call("triage") == REF | {"intent": "refund_request"}
    assert deployment.call("enrich") == REF
    action, reply = deployment.call("plan")["actions"]
    decided = deployment.call("gate", action=action)
    assert decided == REF | {
        "action": action,
        "verdict": "REQUIRE_APPROVAL",
        "warrant": None,
        "approval": {"timeout_seconds": [3_600, 3_600, 7_200, 14_400], "dependents": [reply]},
    }
    assert deployment.call("request_approval", action=action) == REF
    assert deployment.call("measure") == REF | {"end_state": "WAITING"}
    _, listed = deployment.look("/approvals")
    (shown,) = listed["approvals"]
    assert (shown["action"], shown["shown"]["money"]) == (action, {"amount_minor": 12_000, "currency": "EUR"})
    assert vote(deployment, shown["approval_id"], action)[1]["state"] == "APPROVED"
    allowed = deployment.call("gate", action=action)
    assert (allowed["verdict"], allowed["warrant"], allowed["approval"]) == ("ALLOW", action, None)
    assert deployment.call("gate", action=reply) == REF | {"action": reply, "verdict": "NOT_YET", "warrant": None, "approval": None}
    assert deployment.call("execute", warrant=action) == REF | {"warrant": action, "state": "DONE"}
    assert deployment.call("gate", action=reply)["verdict"] == "ALLOW"
    assert deployment.call("execute", warrant=reply)["state"] == "DONE"
    assert deployment.call("measure") == REF | {"end_state": "RESOLVED"}
    assert [effect["kind"] for effect in deployment.transport.effects()] == ["refund", "reply"]
    assert deployment.call("seal", Records=deployment.stream()) == {TENANT: 1}


def test_execute_without_a_warrant_names_the_error_the_workflow_catches(deployment):
    """I1."""
    with pytest.raises(NotWarrantedError):
        deployment.call("execute", warrant=planned(deployment))
    assert deployment.transport.writes() == []


def test_a_step_on_a_case_that_is_not_there_says_so(deployment):
    with pytest.raises(CaseNotFoundError):
        deployment.call("triage")


def test_a_service_that_fails_is_transient(deployment, monkeypatch):
    monkeypatch.setenv("COUNTERSIGN_STATE_TABLE", "no-such-table")
    hub.cache_clear()
    with pytest.raises(TransientHubError, match="ResourceNotFoundException"):
        deployment.call("measure")


def test_an_altered_action_is_not_asked_about(deployment):
    """I4."""
    action, _ = asked(deployment)
    row = deployment.store.get(keys.action(TENANT, CASE_ID, action))
    deployment.store.transact([Replace(keys.action(TENANT, CASE_ID, action), {**row, "recipient": "CUST-0666"})])
    with pytest.raises(ActionAlteredError):
        deployment.call("request_approval", action=action)


def test_escalate_puts_the_case_on_the_list_and_hands_the_warrant_on(deployment):
    assert deployment.call("escalate") == REF | {"warrant": None}
    assert deployment.store.get(keys.escalation(TENANT, CASE_ID, sample("escalate")["action"]))["reason"] == "DENY"


def test_sweep_tells_what_it_found(deployment, capsys):
    """I9."""
    deployment.call("intake")
    deployment.now = deployment.now.replace(minute=5)
    swept = deployment.call("sweep")
    assert (swept["cases_restarted"], swept["oldest_seconds"]) == (1, 180)
    metrics = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (metrics["OldestDueSeconds"], metrics["StuckCases"]) == ([180.0], [0.0])


def test_seal_takes_its_sample_and_seals_silence_too(deployment):
    """I10."""
    assert deployment.call("seal") == {TENANT: 1}
    assert deployment.call("seal", {"detail-type": "Scheduled Event"}) == {TENANT: 2}


def test_seal_reports_a_change_of_the_record(deployment):
    """I10: nobody may modify or remove a row; the stream tells who did."""
    (record,) = sample("seal")["Records"]
    deployment.call("seal", Records=[record | {"eventName": "MODIFY"}])
    assert "record changed" in deployment.logged.getvalue()
    (reported,) = audit.events(deployment.store, TENANT, audit.CONTROL)
    assert reported.body.items() >= {"kind": "MODIFY", "row": f"{TENANT}|case|{CASE_ID} 0000000000"}.items()


def test_a_row_that_is_no_event_is_reported_and_does_not_hold_up_the_others(deployment):
    """I10."""
    (record,) = sample("seal")["Records"]
    strange = {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": "x|y"}, "sk": {"S": "z"}}, "NewImage": {"a": {"S": "b"}}}}
    assert deployment.call("seal", Records=[strange, record]) == {TENANT: 1}
    assert [event.body["row"] for event in audit.events(deployment.store, TENANT, audit.CONTROL)] == ["x|y z"]


def test_notify_mails_whoever_may_answer(deployment):
    """Over the wire. The sample's question was never asked, so that nothing true can be said about it: a person sees to that."""
    deployment.directory.put(make_account(make_voter("sue"), tenant=TENANT))
    enabled = {"notifiers": "countersign-notify-email", "mail_from": "hub@larkfield.example", "loopback_systems": "true"}
    vars(hub())["settings"] = hub().settings.model_copy(update=enabled)
    with post_office() as office:
        secret = json.dumps({"via": "smtp", "tls": "none", "host": "127.0.0.1", "port": office.port})
        client("secretsmanager").create_secret(Name=f"hub/{TENANT}/notify_email/notify", SecretString=secret)
        assert deployment.call("notify") == {"sent": 0, "held": 0, "failed": 0, "dead": 1, "dropped": 0}
        asked(deployment)
        assert deployment.call("notify", Records=deployment.stream())["sent"] == 1
        assert deployment.call("notify", Records=deployment.stream())["sent"] == 0
    (mail,) = office.taken
    assert mail["to"] == deployment.directory.find(TENANT, "sue").email


def test_the_console_tells_the_story_of_its_sample_case(deployment):
    asked(deployment)
    status, story = deployment.api("console")
    assert (status, story["case"]["case_id"], story["chain"]["whole"]) == (200, CASE_ID, True)
    assert [event["type"] for event in story["record"]][:2] == ["interaction.received", "case.triaged"]


def test_the_console_lists_the_day(deployment):
    deployment.call("intake")
    _, listed = deployment.look("/cases", queryStringParameters={"day": "2026-11-18"})
    assert [case["case_id"] for case in listed["cases"]] == [CASE_ID]
    assert deployment.look("/cases", queryStringParameters={"day": "yesterday"})[0] == 400


def test_an_operator_throws_a_switch_and_two_people_loosen_it(deployment):
    """I7."""
    where, reason = "/switches/action/refund.issue", json.dumps({"reason": "odd refunds"})
    assert deployment.look(where, "PUT", body=reason)[1]["thrown"] is True
    assert deployment.call("gate", action=planned(deployment))["verdict"] == "DENY"
    assert deployment.look(where, "DELETE")[1]["thrown"] is True
    deployment.now = deployment.now.replace(second=45)
    second = as_person("console", **{"sub": "other", "cognito:username": "omar"})
    assert deployment.look(where, "DELETE", requestContext=second)[1]["thrown"] is False
    assert [switch["thrown"] for switch in deployment.look("/switches")[1]["switches"]] == [False]


def test_an_operator_settles_a_call_that_nobody_knows_of(deployment):
    """I14."""
    body = json.loads(sample("intake")["body"])
    body["data"] |= {"subject": "Call", "text": "Could somebody please call me back?"}
    _, received = deployment.api("intake", **signed(body))
    case_id = received["accepted"][0]["case_id"]
    for function in ("triage", "enrich"):
        deployment.call(function, case_id=case_id)
    (action,) = deployment.call("plan", case_id=case_id)["actions"]
    assert deployment.call("gate", case_id=case_id, action=action)["verdict"] == "ALLOW"
    deployment.transport.fault("timeout_after_effect", method="POST")
    deployment.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        deployment.call("execute", case_id=case_id, warrant=action)
    assert deployment.call("measure", case_id=case_id)["end_state"] == "ESCALATED"
    assert [shown["action"] for shown in deployment.look("/effects/unknown")[1]["effects"]] == [action]
    where, found = f"/effects/{case_id}/{action}/settlements", json.dumps({"happened": True, "vendor_id": "CALL-0001"})
    assert deployment.look(where, "POST", body='{"happened": true}')[0] == 400
    assert deployment.look(where, "POST", body=found)[1]["state"] == "DONE"
    assert deployment.look(f"/cases/{case_id}")[1]["case"]["state"] == "RESOLVED"
    assert deployment.look("/effects/unknown")[1]["effects"] == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"requestContext": as_person("record_approval", **{"custom:tenant": "other"})}, 404),
        ({"requestContext": as_person("record_approval", **{"cognito:groups": "customer_care"})}, 403),
        ({"requestContext": as_person("record_approval", email="agent@larkfield.example")}, 403),
        ({"requestContext": {"requestId": "r", "authorizer": {"claims": {}}}}, 403),
        ({"path": f"/approvals/{'0' * 32}/votes"}, 404),
        ({"body": None}, 400),
        ({"body": "no JSON"}, 400),
        ({"body": '{"action": "x", "action": "y"}'}, 400),
        ({"body": '{"action": "x", "answer": "perhaps"}'}, 400),
    ],
    ids=["foreign tenant", "wrong group", "requester", "nobody", "no such approval", "no body", "not JSON", "twice", "does not fit"],
)
def test_a_refused_vote_is_a_problem_with_a_trace(deployment, change, status):
    """I5, I13."""
    action, approval_id = asked(deployment)
    answered, problem = vote(deployment, approval_id, action, **change)
    assert (answered, problem["status"]) == (status, status)
    assert problem["trace_id"]


@pytest.mark.parametrize("broken", [{"money": "much"}, {"unheard_of": 1}])
def test_a_row_that_cannot_be_read_is_no_fault_of_whoever_asks(deployment, broken):
    """I15: it is not guessed at, and not called the caller's mistake."""
    action, approval_id = asked(deployment)
    row = deployment.store.get(keys.action(TENANT, CASE_ID, action))
    deployment.store.transact([Replace(keys.action(TENANT, CASE_ID, action), {**row, **broken})])
    assert deployment.look(f"/approvals/{approval_id}")[0] == 500
    assert vote(deployment, approval_id, action)[0] == 500
    assert '"error":"ValidationError"' in deployment.logged.getvalue()


def test_a_switch_needs_an_operator(deployment):
    context = as_person("console", **{"cognito:groups": "supervisor"})
    assert deployment.look("/switches/tenant/main", "PUT", body='{"reason": "x"}', requestContext=context)[0] == 403


def test_a_path_nobody_serves_is_not_found(deployment):
    assert deployment.look("/secrets")[0] == 404


def test_tenants_never_see_each_other(deployment):
    """I13: the same answers as for what does not exist."""
    _, approval_id = asked(deployment)
    stranger = as_person("console", **{"custom:tenant": "other"})
    assert deployment.look(f"/approvals/{approval_id}", requestContext=stranger)[0] == 404
    assert deployment.look(f"/cases/{CASE_ID}", requestContext=stranger)[0] == 404
    assert deployment.look("/approvals", requestContext=stranger)[1]["approvals"] == []
    assert deployment.look("/cases", requestContext=stranger)[1]["cases"] == []
    assert deployment.look("/switches", requestContext=stranger)[1]["switches"] == []
    assert deployment.look("/switches/tenant/main", "PUT", body='{"reason": "x"}', requestContext=stranger)[0] == 404


def test_a_personal_datum_is_in_no_log_no_workflow_and_no_record(deployment, capfd):
    """I12: a canary in the ticket's text and in the customer's record."""
    deployment.transport.amend("customer", "CUST-0001", full_name=CANARY, email="canary.row@mail.example")
    body = json.loads(sample("intake")["body"])
    body["data"]["text"] += f" Yours, {CANARY}, canary.row@mail.example"
    outputs = [deployment.api("intake", **signed(body))]
    case_id = outputs[0][1]["accepted"][0]["case_id"]
    outputs += [deployment.call(function, case_id=case_id) for function in ("triage", "enrich", "plan")]
    action = outputs[-1]["actions"][0]
    outputs.append(deployment.call("gate", case_id=case_id, action=action))
    with pytest.raises(NotWarrantedError):
        deployment.call("execute", case_id=case_id, warrant=action)
    outputs += [deployment.call("request_approval", case_id=case_id, action=action), deployment.call("measure", case_id=case_id)]
    captured = capfd.readouterr()
    everywhere = json.dumps([outputs, deployment.stream()]) + deployment.logged.getvalue() + captured.out + captured.err
    assert "NotWarrantedError" in everywhere
    assert "canary" not in everywhere.lower()
    assert "wilhelmina" not in everywhere.lower()


def signed(message: dict[str, Any]) -> dict[str, Any]:
    """Body and headers of a genuine webhook with another id."""
    body, headers = json.dumps(message), sample("intake")["headers"]
    signature = sign(event_id="evt_another", timestamp=int(headers["webhook-timestamp"]), body=body.encode(), key=WEBHOOK_KEY)
    return {"body": body, "headers": headers | {"webhook-id": "evt_another", "webhook-signature": signature}}
