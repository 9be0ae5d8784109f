"""A blueprint from an OpenAPI 3 document: its first operation that reads one object, and its first that creates one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countersign.kit.scaffold.blueprint import Blueprint, Operation

_KEPT = ("type", "enum", "minimum", "maximum", "minLength", "maxLength", "description", "readOnly")
_JSON = "application/json"
_DEEPEST = 6


class NoBlueprintError(Exception):
    """The document has no operation that a connector could begin with; the message says what is missing."""


def blueprint_of(document: Mapping[str, Any], name: str, capability: str) -> Blueprint:
    """Raises NoBlueprintError."""
    reader = _Reader(document)
    read = next(reader.reads(name), None)
    write = next(reader.writes(name), None)
    if read is None or write is None:
        missing = (
            "GET with a name in its path and a JSON object as answer" if read is None else "POST with a JSON object as body and answer"
        )
        raise NoBlueprintError(f"the document has no {missing}")
    operation, id_name = write
    return Blueprint(name, capability, read, operation, id_name)


@dataclass(frozen=True)
class _Found:
    method: str
    path: str
    operation: Mapping[str, Any]


class _Reader:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def reads(self, name: str) -> Iterator[Operation]:
        for found in self._operations("GET"):
            answer = self._answer(found.operation)
            if answer and "{" in found.path:
                _, schema = answer
                yield self._made(name, found, {}, schema, status=200)

    def writes(self, name: str) -> Iterator[tuple[Operation, str]]:
        for found in self._operations("POST"):
            body = self._schema(found.operation.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema", {}))
            answer = self._answer(found.operation)
            if answer and body.get("properties"):
                status, schema = answer
                id_name = "id" if "id" in schema["properties"] else next(iter(schema["properties"]))
                yield self._made(name, found, body, schema, status=status), id_name

    def _operations(self, method: str) -> Iterator["_Found"]:
        for path, item in self._document.get("paths", {}).items():
            if method.lower() in item:
                yield _Found(method, path, item[method.lower()])

    def _answer(self, operation: Mapping[str, Any]) -> tuple[int, dict[str, Any]] | None:
        for status, response in operation.get("responses", {}).items():
            schema = self._schema(self._resolved(response).get("content", {}).get(_JSON, {}).get("schema", {}))
            if re.fullmatch(r"20[01]", str(status)) and schema.get("properties"):
                return int(status), schema
        return None

    def _made(self, name: str, found: "_Found", body: Mapping[str, Any], answer: Mapping[str, Any], *, status: int) -> Operation:
        method, path, operation = found.method, found.path, found.operation
        properties = {found: {"type": "string", "minLength": 1, "maxLength": 200} for found in re.findall(r"\{(\w+)\}", path)}
        properties |= {key: schema for key, schema in body.get("properties", {}).items() if not schema.get("readOnly")}
        required = sorted({*re.findall(r"\{(\w+)\}", path), *body.get("required", ())} & properties.keys())
        return Operation(
            action=f"{name}.{_snake(operation.get('operationId') or f'{method} {path}')}",
            title=str(operation.get("summary") or f"{method} {path}").strip().rstrip("."),
            method=method,
            path=path,
            input_schema={"type": "object", "properties": properties, "required": required, "additionalProperties": False},
            output_schema={"type": "object", "properties": dict(answer["properties"]), "required": []},
            arguments={key: example_of(schema) for key, schema in properties.items() if key in required},
            answer={key: example_of(schema) for key, schema in answer["properties"].items()},
            status=status,
        )

    def _schema(self, schema: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
        """What JSON Schema and OpenAPI have in common, with references followed; anything goes below a certain depth."""
        if depth > _DEEPEST:
            return {}
        schema = self._resolved(schema)
        for part in schema.get("allOf", ()):
            inner = self._schema(part, depth + 1)
            schema = {**inner, **schema, "properties": {**inner.get("properties", {}), **schema.get("properties", {})}}
        made = {key: schema[key] for key in _KEPT if key in schema}
        if "properties" in schema:
            made |= {"type": "object", "properties": {key: self._schema(inner, depth + 1) for key, inner in schema["properties"].items()}}
            made["required"] = [key for key in schema.get("required", ()) if key in schema["properties"]]
        if "items" in schema:
            made["items"] = self._schema(schema["items"], depth + 1)
        return _nullable(made) if schema.get("nullable") else made

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            found: Any = self._document
            for part in str(schema["$ref"]).removeprefix("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            schema = found
        return schema


def example_of(schema: Mapping[str, Any]) -> Any:
    """A value that the schema takes."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "integer" | "number":
            return int(schema.get("minimum", 1))
        case "boolean":
            return False
        case "array":
            return []
        case "object":
            inner = schema.get("properties", {})
            return {key: example_of(inner[key]) for key in schema.get("required", ()) if key in inner}
    return "example".ljust(int(schema.get("minLength", 0)), "x")[: int(schema.get("maxLength", 200))]


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else schema


def _snake(text: str) -> str:
    """An action's name has letters and underscores only."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text)
    return re.sub(r"[^a-z]+", "_", parted.lower()).strip("_") or "operation"
