"""What we send, and what the fake answers, fits Twilio's own OpenAPI document, where it lies beside the repository."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
import pytest
from countersign_twilio.conformance import subject
from countersign_twilio.connector import Twilio
from countersign_twilio.fake import TwilioFake

from countersign.adapters.late_binding import LateValues, bind
from countersign.sdk import Request, Response
from countersign.sdk.dialogue import run

DOCUMENT = Path(__file__).parents[4] / "shared" / "data" / "specs" / "twilio_api_v2010.json"
ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
CONNECTOR, SUBJECT = Twilio(), subject()

pytestmark = pytest.mark.skipif(not DOCUMENT.is_file(), reason="Twilio's document is not part of the repository")


@dataclass
class Witness:
    """Answers as the fake does, and notes what does not fit the document."""

    document: dict[str, Any]
    fake: TwilioFake
    asked: int = 0

    def respond(self, request: Request) -> Response:
        self.asked += 1
        response = self.fake.respond(request)
        operation = self._operation(request)
        self._fits(dict(request.query), self._parameters(operation), f"{request.path}?")
        if request.body is not None:
            form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
            self._fits(dict(parse_qsl(request.body)), form, request.path)
        if response.status < 300:
            answer = operation["responses"][str(response.status)]["content"]["application/json"]["schema"]
            self._fits(json.loads(response.body), answer, f"{response.status} of {request.path}")
        return response

    def _operation(self, request: Request) -> Mapping[str, Any]:
        for template, item in self.document["paths"].items():
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template.removeprefix(ACCOUNT)))
            if template.startswith(ACCOUNT) and re.fullmatch(pattern, request.path):
                operation: Mapping[str, Any] = item[request.method.lower()]
                return operation
        raise AssertionError(f"no such path: {request.path}")

    def _parameters(self, operation: Mapping[str, Any]) -> dict[str, Any]:
        named = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"] if parameter["in"] == "query"}
        return {"type": "object", "properties": {name: _as_text(schema) for name, schema in named.items()}}

    def _fits(self, value: dict[str, Any], schema: Mapping[str, Any], where: str) -> None:
        whole = {**_json_schema(schema), "components": _json_schema(self.document["components"])}
        known = schema if "properties" in schema else self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        found = [error.message for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(value)]
        assert (where, found, value.keys() - known["properties"].keys()) == (where, [], set())


def _json_schema(node: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has a second type."""
    if isinstance(node, list):
        return [_json_schema(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    made = {name: _json_schema(inner) for name, inner in node.items()}
    return {**made, "type": [made["type"], "null"]} if made.get("nullable") is True and isinstance(made.get("type"), str) else made


def _as_text(schema: Mapping[str, Any]) -> dict[str, Any]:
    """In an address numbers are text."""
    return {"pattern": "^[0-9]+$"} if schema.get("type") == "integer" else dict(schema)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DOCUMENT.read_bytes())
    return loaded


@pytest.fixture
def witness(document: dict[str, Any]) -> Iterator[Witness]:
    watching = Witness(document, TwilioFake(wants_sender=True))
    yield watching
    assert watching.asked


def sent(action: str) -> Request:
    """As it leaves: with the sender's number."""
    (late_bound,) = [descriptor.late_bound for descriptor in CONNECTOR.manifest.actions if descriptor.name == action]
    request = CONNECTOR.prepare(action, SUBJECT.writes[action].arguments, key="key-1")
    return bind(request, late_bound, LateValues(ask=lambda _: Response(status=500), setting=lambda _: "+4930550100"))


@pytest.mark.parametrize("action", SUBJECT.writes)
def test_writes_and_look_ups_fit(witness: Witness, action: str) -> None:
    request = sent(action)

    assert witness.respond(request).status in {200, 201}
    run(CONNECTOR.manifest, CONNECTOR.reconcile(action, request, key="key-1"), witness.respond)


@pytest.mark.parametrize("action", ["sms.send", "call.place"])
def test_lists_fit_to_their_end(witness: Witness, action: str) -> None:
    for _ in range(3):
        witness.respond(sent(action))
    page: str | None = None
    for _ in range(2):
        page = run(CONNECTOR.manifest, CONNECTOR.list_effects(action, since="2026-11-21T00:00:00Z", page=page), witness.respond).next_page

    assert page is None


def test_the_self_test_fits(witness: Witness) -> None:
    assert run(CONNECTOR.manifest, CONNECTOR.check(), witness.respond).ok


@pytest.mark.parametrize(("field", "value"), [("Status", "over"), ("Colour", "green")])
def test_a_field_that_is_not_twilios_is_noticed(witness: Witness, field: str, value: str) -> None:
    request = sent("call.end")

    with pytest.raises(AssertionError, match=r"over|Colour"):
        witness.respond(request.model_copy(update={"body": f"{field}={value}&Twiml=<Enqueue>"}))
