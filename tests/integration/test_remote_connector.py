"""A case by the functions of the template, whose tickets and payments are translated by another team's endpoint."""

import json
from collections.abc import Iterator

import pytest
from tests.contract.stores.aws import client
from tests.integration import elsewhere
from tests.integration.deployment import CASE_ID, TENANT, Deployment
from tests.integration.elsewhere import Endpoint
from tests.integration.test_handlers import asked, vote

from countersign.bootstrap import hub
from countersign.errors import EffectUnknownError, TransientHubError
from countersign.kit.serving import serving
from countersign.model.facts import FactSheet
from countersign.pins import Pins, shipped
from countersign.record import keys
from countersign.record.rows import load
from countersign.sdk import Response
from countersign.sdk.remote import RemoteCall
from countersign.sdk.remote_connector import RemoteFailedError

REMOTE = ("payments", "ticketing")
DOWN, NONSENSE = Response(status=503), Response(status=200, body=b'{"returns": {"method": "TRACE"}}')


def registering_elsewhere() -> Pins:
    """The shipped pins, but for how two distributions are loaded: what they declare is the same."""
    changed = {f"countersign-sandbox-{name}": (f"tests.integration.elsewhere:{name}",) for name in REMOTE}
    return Pins(
        pins=tuple(pin.model_copy(update={"entry_points": changed.get(pin.distribution, pin.entry_points)}) for pin in shipped().pins)
    )


@pytest.fixture
def endpoint(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """The endpoint of a deployment that both connectors are remote to."""
    made = Endpoint({f"/{name}": getattr(elsewhere, name).near for name in REMOTE})
    with serving(made) as address:
        pins = registering_elsewhere()
        monkeypatch.setattr("countersign.pins.shipped", lambda: pins)
        monkeypatch.setenv("COUNTERSIGN_REMOTE_CONNECTORS", ",".join(f"sandbox_{name}={address}/{name}" for name in REMOTE))
        monkeypatch.setenv("COUNTERSIGN_LOOPBACK_SYSTEMS", "true")
        for name in REMOTE:
            secret = json.dumps({"keys": [elsewhere.KEY]})
            client("secretsmanager").create_secret(Name=f"hub/{TENANT}/sandbox_{name}/remote", SecretString=secret)
        hub.cache_clear()
        vars(hub()).update(transport=deployment.transport, directory=deployment.directory)
        yield made


def called(endpoint: Endpoint) -> list[str]:
    return [RemoteCall.model_validate_json(body).member for body in endpoint.heard]


def test_a_start_asks_nobody(endpoint: Endpoint) -> None:
    endpoint.instead = DOWN

    assert hub().catalogue.descriptor("refund.issue").effect == "money"
    assert endpoint.heard == []


def test_a_case_goes_from_its_webhook_to_its_refund(deployment: Deployment, endpoint: Endpoint) -> None:
    action, approval_id = asked(deployment)
    before = len(endpoint.heard)
    assert vote(deployment, approval_id, action)[1]["state"] == "APPROVED"
    assert deployment.call("gate", action=action)["verdict"] == "ALLOW"
    assert len(endpoint.heard) == before, "neither people's answers nor the gate ask what runs elsewhere"

    assert deployment.call("execute", warrant=action)["state"] == "DONE"

    assert called(endpoint)[-1] == "interpret", "what was approved is sent as it was stored, and prepared by nobody again"
    assert {"verify_webhook", "parse_event", "read", "prepare"} <= set(called(endpoint))
    assert [effect["kind"] for effect in deployment.transport.effects()] == ["refund"]


@pytest.mark.usefixtures("endpoint")
def test_without_the_hubs_key_nothing_is_answered(deployment: Deployment) -> None:
    secret = json.dumps({"keys": ["whsec_b2Ygc29tZWJvZHk="]})
    client("secretsmanager").put_secret_value(SecretId=f"hub/{TENANT}/sandbox_ticketing/remote", SecretString=secret)

    assert deployment.api("intake")[0] == 503


@pytest.mark.parametrize("instead", [DOWN, NONSENSE], ids=["down", "nonsense"])
def test_a_webhook_that_cannot_be_verified_now_is_sent_again_by_its_sender(
    deployment: Deployment, endpoint: Endpoint, instead: Response
) -> None:
    endpoint.instead = instead
    assert deployment.api("intake")[0] == 503
    endpoint.instead = None
    assert deployment.api("intake") == (202, {"accepted": [{"case_id": CASE_ID, "duplicate": False}]})


@pytest.mark.parametrize("instead", [DOWN, NONSENSE], ids=["down", "nonsense"])
def test_what_cannot_be_read_is_a_gap(deployment: Deployment, endpoint: Endpoint, instead: Response) -> None:
    deployment.call("intake")
    deployment.call("triage")
    endpoint.instead = instead
    deployment.call("enrich")

    sheet = load(deployment.store, keys.fact_sheet(TENANT, CASE_ID), FactSheet)
    assert sheet.orders == ()
    assert any(gap.startswith("order.list: ") for gap in sheet.gaps)


@pytest.mark.parametrize(("instead", "error"), [(DOWN, TransientHubError), (NONSENSE, RemoteFailedError)], ids=["down", "nonsense"])
def test_what_cannot_be_prepared_is_proposed_to_nobody(
    deployment: Deployment, endpoint: Endpoint, instead: Response, error: type[Exception]
) -> None:
    """The workflow tries the first again; the second is for a person."""
    deployment.call("intake")
    for function in ("triage", "enrich"):
        deployment.call(function)
    endpoint.instead = instead
    with pytest.raises(error):
        deployment.call("plan")
    assert deployment.store.get(keys.plan(TENANT, CASE_ID)) is None

    endpoint.instead = None
    assert len(deployment.call("plan")["actions"]) == len(("refund", "reply"))


@pytest.mark.parametrize("instead", [DOWN, NONSENSE], ids=["down", "nonsense"])
def test_an_answer_that_nobody_can_interpret_is_never_sent_for_again(deployment: Deployment, endpoint: Endpoint, instead: Response) -> None:
    action, approval_id = asked(deployment)
    vote(deployment, approval_id, action)
    deployment.call("gate", action=action)
    endpoint.instead = instead

    for _ in range(2):
        with pytest.raises(EffectUnknownError):
            deployment.call("execute", warrant=action)

    assert len(deployment.transport.writes()) == 1
