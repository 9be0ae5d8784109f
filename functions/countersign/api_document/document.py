"""The OpenAPI document of the JSON API, made of the table of routes and the models behind it."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from countersign import __version__
from countersign.api_document import (
    approvals,
    cases,
    delegations,
    description,
    drills,
    effects,
    exceptions,
    overview,
    privacy,
    switches,
    webhooks,
)
from countersign.api_document.operation import Audience, Operation, Parameter
from countersign.api_document.problem import ALWAYS, FOR_PEOPLE, WITH_INPUT, Problem
from countersign.api_document.texts import ABOUT, TAGS
from countersign.model.frozen import Frozen
from countersign.record.paging import DEFAULT_LIMIT, MAX_LIMIT
from countersign.sdk.strict_json import loads

OPERATIONS: tuple[Operation, ...] = (
    *approvals.OPERATIONS,
    *cases.OPERATIONS,
    *exceptions.OPERATIONS,
    *effects.OPERATIONS,
    *switches.OPERATIONS,
    *delegations.OPERATIONS,
    *overview.OPERATIONS,
    *drills.OPERATIONS,
    *privacy.OPERATIONS,
    *webhooks.OPERATIONS,
    *description.OPERATIONS,
)
EXAMPLES = Path(__file__).with_name("examples")
_PAGING = (
    Parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}, "So many at most."),
    Parameter(
        "cursor",
        "query",
        {"type": "string", "minLength": 1, "maxLength": 2_000},
        "`next_cursor` of the page before. It leads on in the list that gave it and nowhere else.",
    ),
)
_NO_CACHE = {"Cache-Control": {"description": "Always `no-store`.", "schema": {"const": "no-store"}}}


def document() -> dict[str, Any]:
    """In the form of OpenAPI 3.1; the same for the same code."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Countersign",
            "version": __version__,
            "summary": "A governed customer-experience automation hub.",
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "{hub}", "variables": {"hub": {"default": "https://hub.example/v1", "description": "Output `ApiUrl`."}}}],
        "security": [{"idToken": []}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "idToken": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "The ID token that the user pool gave the person who signed in, as it is.",
                }
            },
            "responses": {f"Problem{status}": _problem(text) for status, text in (ALWAYS | FOR_PEOPLE | WITH_INPUT).items()},
            "schemas": _schemas(),
        },
    }


def printed() -> str:
    """As it is committed."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def _paths() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = dict(_members(operation))
    return paths


def _members(operation: Operation) -> Iterator[tuple[str, Any]]:
    yield "operationId", operation.name
    yield "tags", [operation.tag]
    yield "summary", operation.summary
    yield "description", operation.description
    if parameters := (*operation.parameters, *(_PAGING if operation.is_list else ())):
        yield "parameters", [_parameter(each) for each in parameters]
    if operation.audience is not Audience.PEOPLE:
        yield "security", []
    if operation.audience is Audience.SYSTEMS:
        yield "requestBody", {"required": True, "description": "As the system sends it.", "content": {"application/json": {"schema": {}}}}
    if operation.body:
        content = {"schema": _body_schema(operation), "examples": _examples(f"{operation.name}.body")}
        yield "requestBody", {"required": True, "content": {"application/json": content}}
    yield "responses", _responses(operation)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.where == "path",
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _answer_schema(operation: Operation) -> dict[str, Any]:
    possible = [_reference(noun) for noun in (operation.answer, operation.alternative) if noun]
    return {"anyOf": possible} if operation.alternative else possible[0]


def _body_schema(operation: Operation) -> dict[str, Any]:
    reference = _reference(operation.body) if operation.body else {}
    return {"allOf": [reference, dict(operation.rules)]} if operation.rules else reference


def _reference(noun: type[Frozen]) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{noun.__name__}"}


def _responses(operation: Operation) -> dict[str, Any]:
    answer = {"schema": _answer_schema(operation), "examples": _examples(operation.name)}
    shared = ALWAYS | (FOR_PEOPLE if operation.audience is Audience.PEOPLE else {}) | (WITH_INPUT if operation.takes_input else {})
    problems = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in shared}
    own = {status: _problem(text) for status, text in operation.refusals.items()}
    return {
        str(operation.status.value): {
            "description": operation.status.phrase,
            "headers": _NO_CACHE,
            "content": {"application/json": answer},
        },
        **{str(status): each for status, each in sorted((problems | own).items())},
    }


def _problem(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/problem+json": {"schema": _reference(Problem)}}}


def _examples(name: str) -> dict[str, Any]:
    """One, or none of what is no sample of anything, such as this document."""
    file = EXAMPLES / f"{name}.json"
    return {"sample": {"value": loads(file.read_bytes())}} if file.exists() else {}


def _schemas() -> dict[str, Any]:
    sent = _defined([operation.body for operation in OPERATIONS if operation.body], "validation")
    alternatives = [operation.alternative for operation in OPERATIONS if operation.alternative]
    told = _defined([Problem, *(operation.answer for operation in OPERATIONS), *alternatives], "serialization")
    for schema in told.values():
        # An answer may gain members; what is sent may not hold any that we do not know.
        schema.pop("additionalProperties", None)
    return dict(sorted((told | sent).items()))


def _defined(nouns: Sequence[type[Frozen]], mode: JsonSchemaMode) -> dict[str, Any]:
    wanted: list[tuple[type[Frozen], JsonSchemaMode]] = [(noun, mode) for noun in nouns]
    _, schemas = models_json_schema(wanted, ref_template="#/components/schemas/{model}", schema_generator=_Plain)
    defined: dict[str, Any] = schemas["$defs"]
    return defined


class _Plain(GenerateJsonSchema):
    """Without titles, which would only say a field's name once more, and without `prefixItems`, which few readers of schemas know."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  pydantic's signature
        return False

    def tuple_schema(self, schema: Any) -> dict[str, Any]:
        made = super().tuple_schema(schema)
        if each := made.pop("prefixItems", None):
            kinds = [kind for at, kind in enumerate(each) if kind not in each[:at]]
            made["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
        return made
