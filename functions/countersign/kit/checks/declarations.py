"""Is the manifest sound in itself?"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from countersign.kit.bench import Bench
from countersign.kit.check import Level, check
from countersign.kit.pointers import schema_at
from countersign.sdk.contract import CONTRACT_VERSION, ActionDescriptor

_POINTERS = {"amount_path": "integer", "currency_path": "string", "recipient_path": "string"}
# Names that hold what is about, or reaches, a person, whatever else they may hold.
_PERSONAL = re.compile(r"(^|_)(email|phone|mobile|to|text|body|message|comment|address|announcement|birthday|iban)$")


@check("CS-D01", Level.BRONZE, "It speaks this contract, and says the same of itself each time")
def contract(bench: Bench) -> Iterator[str]:
    if bench.manifest.contract != CONTRACT_VERSION:
        yield f"the manifest speaks contract {bench.manifest.contract}, the hub speaks {CONTRACT_VERSION}"
    if bench.subject.connector().manifest != bench.manifest:
        yield "the manifest differs from one connector to the next"


@check("CS-D02", Level.BRONZE, "Schemas are JSON Schema 2020-12, and take nothing that they do not name")
def schemas(bench: Bench) -> Iterator[str]:
    for action in bench.actions.values():
        for side, schema in (("input", action.input_schema), ("output", action.output_schema)):
            try:
                jsonschema_rs.Draft202012Validator(schema)
            except ValueError:
                yield f"{action.name}: the {side} schema is not JSON Schema 2020-12"
        if action.input_schema.get("type") != "object" or action.input_schema.get("additionalProperties") is not False:
            yield f"{action.name}: the input schema is not an object with additionalProperties false"


@check("CS-D03", Level.BRONZE, "Pointers lead to arguments of the right type")
def pointers(bench: Bench) -> Iterator[str]:
    for action in bench.actions.values():
        named = {name: getattr(action, name) for name in _POINTERS if getattr(action, name)}
        for name, pointer in named.items():
            if _type_at(action, pointer) != _POINTERS[name]:
                yield f"{action.name}: {name} {pointer} does not lead to a {_POINTERS[name]} of the arguments"
        for pointer in action.personal_data:
            if _type_at(action, pointer) is None:
                yield f"{action.name}: personal_data {pointer} leads nowhere"


@check("CS-D04", Level.BRONZE, "Every action has an example that its own schema takes")
def examples(bench: Bench) -> Iterator[str]:
    given = {name: example.arguments for kind in (bench.subject.writes, bench.subject.reads) for name, example in kind.items()}
    for name in given.keys() ^ bench.actions.keys():
        yield f"{name}: {'is not in the manifest' if name in given else 'has no example'}"
    for name in given.keys() & bench.actions.keys():
        if not jsonschema_rs.Draft202012Validator(bench.actions[name].input_schema).is_valid(dict(given[name])):
            yield f"{name}: the example does not fit the input schema"


@check("CS-D05", Level.SILVER, "Arguments that hold personal data are declared as such")
def personal_data(bench: Bench) -> Iterator[str]:
    for action in bench.actions.values():
        declared = {pointer.split("/")[1] for pointer in action.personal_data}
        for name in _properties(action.input_schema):
            if _PERSONAL.search(name) and name not in declared:
                yield f"{action.name}: {name} is not among personal_data"


def _type_at(action: ActionDescriptor, pointer: str) -> str | None:
    try:
        found = schema_at(pointer, action.input_schema)
    except (KeyError, TypeError):
        return None
    return str(found.get("type", "any"))


def _properties(schema: Mapping[str, Any]) -> list[str]:
    return [name for name, inner in schema.get("properties", {}).items() if inner.get("type", "string") == "string"]
