"""The document says of the API what it does: no more, no less, whatever is sent."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.integration.deployment import FUNCTIONS
from tests.security.api_tour import Tour, places, tour
from tests.security.gateway import TOKEN, Gateway
from tests.security.routes import routes

from countersign.api_document.document import EXAMPLES, OPERATIONS, document, printed

ROOT = Path(__file__).parents[2]
NAMED = {operation.name: operation for operation in OPERATIONS}
# A document has no sample of itself.
EXAMPLED = {name for name in NAMED if name != "describeApi"}


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Mapping[str, Any]:
    """Everything that one walk through the API sends and is told."""
    with places(tmp_path_factory.mktemp("tour")) as deployment:
        return tour(deployment).told


def test_the_committed_document_is_that_of_the_code():
    assert (ROOT / "infra" / "openapi.json").read_text(encoding="utf-8") == printed(), "countersign api > infra/openapi.json"


def test_every_route_of_the_template_is_documented_and_no_other():
    declared = {(route.method, route.path) for route in routes() if not route.is_page}
    assert {(operation.method, operation.path) for operation in OPERATIONS} == declared


@pytest.mark.parametrize("function", ["console", "intake", "record_approval"])
def test_every_route_that_a_function_answers_is_documented(function):
    documented = {(operation.method, re.sub(r"{\w+}", "{}", operation.path)) for operation in OPERATIONS}
    assert answered_by(function) - documented == set()


def answered_by(function: str) -> set[tuple[str, str]]:
    spec = spec_from_file_location(f"{function}_routes", FUNCTIONS / function / "handler.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found = [*module.resolver._static_routes, *module.resolver._dynamic_routes]
    return {(route.method, re.sub(r"<\w+>", "{}", route.path)) for route in found}


def test_names_and_texts_are_there_for_each():
    assert len(NAMED) == len(OPERATIONS)
    assert [name for name, each in NAMED.items() if not each.summary or not each.description] == []


def test_examples_are_what_the_api_answers(told):
    """Written anew by `python -m tests.security.api_tour`. Their digests are those of some bundle."""
    written = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in EXAMPLES.glob("*.json")}
    assert shape(written) == shape(told)


def shape(value: Any) -> Any:
    """What is there, and of which kind."""
    match value:
        case dict():
            return {name: shape(held) for name, held in value.items()}
        case list():
            return [shape(held) for held in value]
        case _:
            return type(value).__name__


def test_each_answer_and_each_body_has_an_example(told):
    bodies = {f"{name}.body" for name, operation in NAMED.items() if operation.body}
    assert told.keys() == EXAMPLED | bodies


@pytest.mark.parametrize("name", sorted(EXAMPLED))
def test_an_answer_holds_what_is_documented_and_nothing_else(told, name):
    jsonschema_rs.validate(strict(answer_schema(name)), told[name])


@pytest.mark.parametrize("name", sorted(name for name, operation in NAMED.items() if operation.body))
def test_a_body_fits_what_is_documented(told, name):
    operation = NAMED[name]
    content = document()["paths"][operation.path][operation.method.lower()]["requestBody"]["content"]["application/json"]
    jsonschema_rs.validate(with_components(content["schema"]), told[f"{name}.body"])


def answer_schema(name: str) -> dict[str, Any]:
    operation = NAMED[name]
    described = document()["paths"][operation.path][operation.method.lower()]["responses"][str(operation.status.value)]
    return with_components(described["content"]["application/json"]["schema"])


@cache
def components() -> dict[str, Any]:
    return document()["components"]


def with_components(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "components": components()}


def strict(schema: Any) -> Any:
    """The same with no members but those it names: a client must bear more, our own tests must not."""
    match schema:
        case dict():
            closed = {name: strict(value) for name, value in schema.items()}
            return closed | {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else closed
        case list():
            return [strict(item) for item in schema]
    return schema


@pytest.fixture(scope="module")
def api(tmp_path_factory) -> Iterator[tuple[schemathesis.BaseSchema, Tour]]:
    """The API with something of everything in it, and how that is named."""
    with places(tmp_path_factory.mktemp("fuzzed")) as deployment:
        schema = schemathesis.openapi.from_dict(document(), config=schemathesis.Config.from_dict({"checks": REFUSED_THOUGH_IT_FITS}))
        schema.app = Gateway(deployment)
        yield schema, tour(deployment)


# What is asked without any input cannot be asked wrongly.
SENT = [
    (name, mode) for name, operation in NAMED.items() for mode in GenerationMode if mode is GenerationMode.POSITIVE or operation.takes_input
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    ignored_auth,
]
# What a search or an edit needs goes beyond what a schema can say.
BEYOND_SCHEMAS = {"search", "editAction"}
# What fits may still be refused: by what is there (403, 404, 409), or because its parts do not go together (422).
REFUSED_THOUGH_IT_FITS = {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]}}


@pytest.mark.parametrize(("name", "mode"), SENT, ids=lambda each: str(getattr(each, "value", each)))
def test_whatever_is_sent_is_answered_as_documented(api, name, mode):
    """I12, I15: no failure of ours, no status, form or content type beyond the document's."""
    schema, walk = api
    operation = schema.find_operation_by_id(name)

    @given(operation.as_strategy(generation_mode=mode), st.booleans())
    @settings(max_examples=6, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def sent(case, there):
        if there:
            case.path_parameters = {**case.path_parameters, **walk.named.get(name, {})}
        if case.query:
            # No text that anybody makes up was given by a list.
            case.query.pop("cursor", None)
        # Python calls these blank, and JSON Schema does not.
        assume(not re.search(r"\\u001[c-f]|\\u0085", json.dumps(case.body, default=str)))
        checks = [check for check in CHECKS if name not in BEYOND_SCHEMAS or check is not positive_data_acceptance]
        case.call_and_validate(headers={"Authorization": TOKEN}, checks=checks)

    sent()
