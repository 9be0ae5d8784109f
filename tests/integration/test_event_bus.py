"""Contact events of Amazon Connect, as the rule of the template delivers them to intake's handler."""

import json
from datetime import timedelta
from typing import Any

import pytest
from countersign_amazon_connect.conformance import INSTANCE, delivered, subject
from tests.contract.stores.aws import client
from tests.deployed_template import of_type, source
from tests.integration.deployment import TENANT, Deployment, sample

from countersign.bootstrap import hub
from countersign.errors import RequestRefusedError
from countersign.record import keys

CONNECTORS = ("sandbox-crm", "sandbox-ticketing", "sandbox-knowledge", "sandbox-payments", "amazon-connect")
WEBHOOK = subject().webhook
assert WEBHOOK is not None
REQUEST = WEBHOOK.bodies[0]


@pytest.fixture
def contact_centre(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """A deployment that an Amazon Connect instance is named to."""
    monkeypatch.setenv("COUNTERSIGN_CONNECTORS", ",".join(f"countersign-{name}" for name in CONNECTORS))
    secret = json.dumps({"keys": [INSTANCE]})
    client("secretsmanager").create_secret(Name=f"hub/{TENANT}/amazon_connect/webhook", SecretString=secret)
    hub.cache_clear()
    return deployment


def event(now: float, instance: str = INSTANCE, body: bytes = REQUEST) -> dict[str, Any]:
    envelope: dict[str, Any] = json.loads(delivered(body, instance, int(now)).body)
    return envelope


def by_the_rule(envelope: dict[str, Any], **parameters: str) -> dict[str, Any]:
    """What the rule's input transformer makes of an event."""
    template = of_type(source(), "AWS::Events::Rule")["ConnectRequests"]["Targets"][0]["InputTransformer"]["InputTemplate"]["Fn::Sub"]
    for name, value in {"Tenant": TENANT, **parameters}.items():
        template = template.replace(f"${{{name}}}", value)
    made: dict[str, Any] = json.loads(template.replace("<aws.events.event.json>", json.dumps(envelope)))
    return made


def test_a_request_becomes_a_case_once_however_often_it_is_told(contact_centre: Deployment) -> None:
    told = by_the_rule(event(contact_centre.now.timestamp()))
    (first,) = contact_centre.call("intake", told)["accepted"]
    told["event"]["id"] = "0f3c6d0a-0000-4000-8000-000000000002"

    assert contact_centre.call("intake", told)["accepted"] == [{"case_id": first["case_id"], "duplicate": True}]
    case = contact_centre.store.get(keys.case(TENANT, first["case_id"]))
    assert (case["connector"], case["channel"], case["customer_id"]) == ("amazon_connect", "voice", "CUST-0001")


def test_a_request_is_of_the_tenant_that_the_deployment_names(contact_centre: Deployment) -> None:
    """I13."""
    envelope = event(contact_centre.now.timestamp())
    with pytest.raises(RequestRefusedError):
        contact_centre.call("intake", by_the_rule(envelope, Tenant="other"))
    envelope["tenant"] = "other"

    (accepted,) = contact_centre.call("intake", by_the_rule(envelope))["accepted"]
    assert contact_centre.store.get(keys.case(TENANT, accepted["case_id"])) is not None
    assert contact_centre.store.get(keys.case("other", accepted["case_id"])) is None


def test_an_instance_that_the_secret_does_not_name_is_refused(contact_centre: Deployment) -> None:
    another = event(contact_centre.now.timestamp(), INSTANCE.replace("111122223333", "999988887777"))

    with pytest.raises(RequestRefusedError) as refusal:
        contact_centre.call("intake", by_the_rule(another))
    assert refusal.value.status == 401


@pytest.mark.parametrize("minutes", [-31, 31])
def test_an_event_from_another_time_is_refused(contact_centre: Deployment, minutes: int) -> None:
    told = by_the_rule(event((contact_centre.now + timedelta(minutes=minutes)).timestamp()))

    with pytest.raises(RequestRefusedError):
        contact_centre.call("intake", told)


def test_what_the_bus_would_bring_is_refused_by_http(contact_centre: Deployment) -> None:
    path = f"/webhooks/{TENANT}/amazon_connect"
    context = sample("intake")["requestContext"] | {"path": f"/v1{path}"}
    status, problem = contact_centre.api(
        "intake",
        path=path,
        pathParameters={"tenant": TENANT, "connector": "amazon_connect"},
        requestContext=context,
        body=json.dumps(event(contact_centre.now.timestamp())),
    )

    assert (status, problem["status"]) == (401, 401)


def test_nothing_is_said_in_logs_of_what_was_asked(contact_centre: Deployment) -> None:
    """I12."""
    contact_centre.call("intake", by_the_rule(event(contact_centre.now.timestamp())))

    assert "called back" not in contact_centre.logged.getvalue()
    assert "CUST-0001" not in contact_centre.logged.getvalue()


def test_a_ticketing_systems_webhooks_do_not_come_by_the_bus(contact_centre: Deployment) -> None:
    told = {"tenant": TENANT, "connector": "sandbox_ticketing", "event": json.loads(sample("intake")["body"])}

    with pytest.raises(RequestRefusedError):
        contact_centre.call("intake", told)
