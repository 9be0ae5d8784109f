"""Whatever comes from outside is read in one way by everybody, or refused in the words of the interface. Nothing else ever happens."""

import json
import unicodedata
from hashlib import sha256
from typing import Any

import pydantic_core
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.integration.deployment import Deployment
from tests.policies.given import make_facts
from tests.security.mutations import HEADERS, KEPT, nasty_bytes
from tests.security.routes import ask, person, routes
from tests.world import CONNECTOR, WEBHOOK_KEY, World, catalogue

from countersign.errors import RequestRefusedError
from countersign.model.canonical import NotCanonicalError, canonical_json
from countersign.model.case import Interaction
from countersign.policy.facts import DecisionFacts
from countersign.sdk.contract import RawWebhook
from countersign.sdk.errors import WebhookRejectedError
from countersign.sdk.strict_json import MalformedJsonError, loads
from countersign.steps.record_approval import Answer
from countersign.viewing.switching import Throw

NOW = 1_795_003_200
# Pages answer in HTML, and nobody's form gets past their session: tests/security/test_pages.py.
BODIED = [route for route in routes() if route.method in {"POST", "PUT"} and not str(route).split()[-1].startswith(("/console", "/links"))]
SHARED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def normal(value: Any) -> Any:
    """In the normal form that the strict loader brings text into."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [normal(item) for item in value]
        case dict():
            return {normal(key): normal(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize("raw", KEPT, ids=range(len(KEPT)))
def test_kept_inputs_have_one_value_or_none(raw):
    agree(raw)


@given(nasty_bytes())
@settings(max_examples=400)
def test_what_the_strict_loader_reads_every_reader_reads_the_same(raw):
    """I4: the gate and the executor can never see two amounts."""
    agree(raw)


def agree(raw: bytes) -> None:
    try:
        value = loads(raw)
    except MalformedJsonError:
        return
    assert same(value, normal(json.loads(raw)))
    assert same(value, normal(pydantic_core.from_json(raw)))
    assert same(value, loads(canonical_json(value)))


def same(one: Any, other: Any) -> bool:
    """In type too: for Python, though for no policy, 1 is True."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.binary(max_size=3), st.lists, max_leaves=6))
def test_a_value_has_one_canonical_form_or_none(value):
    try:
        written = canonical_json(value)
    except NotCanonicalError:
        return
    assert same(loads(written), value)


@given(st.builds(dict, **dict.fromkeys(("id", "timestamp", "signature"), HEADERS)), nasty_bytes())
def test_no_header_and_no_body_breaks_a_verifier(headers, body):
    """I13: only a signature opens it; whatever else comes is a refusal."""
    webhook = RawWebhook(headers={f"webhook-{name}": text for name, text in headers.items()}, body=body, url="")
    for manifest in catalogue().manifests():
        with pytest.raises(WebhookRejectedError):
            catalogue().by_name(manifest.name).verify_webhook(webhook, keys=(WEBHOOK_KEY,), now=NOW)


@given(nasty_bytes(), st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "body"]), nasty_bytes())
def test_one_changed_part_makes_a_genuine_webhook_a_forgery(body, part, other):
    genuine = World().signed(body)
    text = other.decode("latin-1")
    changed = genuine.model_copy(update={"body": other} if part == "body" else {"headers": {**genuine.headers, part: text}})
    if changed == genuine:
        return
    with pytest.raises(WebhookRejectedError):
        catalogue().by_name(CONNECTOR).verify_webhook(changed, keys=(WEBHOOK_KEY,), now=int(World().now.timestamp()))


@given(nasty_bytes())
@SHARED
def test_a_genuine_sender_is_understood_or_told_why_not(world, body):
    """I9: accepted and durable, or refused; a sender never meets a failure of ours."""
    told: list[int] = []
    try:
        accepted = world.intake(world.signed(body, f"evt_{sha256(body).hexdigest()}"))
    except RequestRefusedError as refusal:
        told.append(refusal.status)
    else:
        assert {one.case_id for one in accepted} <= {case_id for _, case_id in world.workflows.started}
    assert set(told) <= {400, 401}


@pytest.fixture
def world() -> World:
    return World()


@given(nasty_bytes())
@settings(max_examples=200)
def test_a_model_at_a_border_takes_what_fits_and_says_what_does_not(raw):
    try:
        value = loads(raw)
    except MalformedJsonError:
        return
    for noun in (Interaction, Answer, Throw, DecisionFacts):
        try:
            taken = noun.from_json(value)
        except ValidationError:
            continue
        assert same(noun.from_json(taken.to_json()).to_json(), taken.to_json())


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just([]) | st.just({})
FIELDS = [(group, name) for group, value in make_facts().to_json().items() for name in (value if isinstance(value, dict) else [""])]


@given(st.sampled_from(FIELDS), LEAVES)
@settings(max_examples=400)
def test_a_fact_is_what_was_said_exactly_or_there_is_none(field, leaf):
    """I15: nothing is coerced, nothing is rounded."""
    group, name = field
    said = make_facts().to_json()
    said[group] = {**said[group], name: leaf} if name else leaf
    try:
        facts = DecisionFacts.from_json(said)
    except ValidationError:
        return
    assert same(facts.to_json(), said)


@pytest.mark.parametrize("route", BODIED, ids=str)
@given(raw=nasty_bytes())
@SHARED
def test_no_body_makes_the_api_fail(deployment: Deployment, route, raw):
    """A body is decoded by the gateway: what is no UTF-8 comes with replacement characters."""
    named = {"id": "0" * 32, "kind": "action", "name": "sms.send", "tenant": "main", "connector": CONNECTOR}
    named |= {"case_id": "C-0000000000000000", "action": "0" * 64, "subject": "case"}
    changes = {} if route.signed else {"requestContext": person(route, groups="operator,supervisor")}
    status, body = ask(deployment, route, named, body=raw.decode(errors="replace"), **changes)
    assert status in {200, 400, 401, 403, 404, 422}
    assert status == 200 or body["status"] == status
