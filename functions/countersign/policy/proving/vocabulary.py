"""What a policy can read, from the schema: each fact with its type, and the words of each closed list."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cedarpy import Schema

from countersign.policy.source import lineage

# Cedar prints every schema in one layout, whatever the layout of the file.
_TYPE = re.compile(r"^type (\w+) = (\{.*?^\});", re.MULTILINE | re.DOTALL)
_CLOSED_LIST = re.compile(r"^entity (\w+) enum (\[.*\]);", re.MULTILINE)
_ACTION = re.compile(r'^action "([^"]+)"[^;]* appliesTo \{[^;]*context: (\w+)', re.MULTILINE)


class UnreadableSchemaError(Exception):
    """The schema uses a construct that proofs do not know."""


@dataclass(frozen=True)
class Vocabulary:
    """`facts` maps a path such as `money.amount_minor` to Bool, Long, String or the name of a closed list in `words`."""

    facts: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    lineage: Mapping[str, frozenset[str]]

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that can be asked about; groups cannot."""
        return tuple(sorted(self.lineage))


def vocabulary(schema_text: str) -> Vocabulary:
    """The vocabulary of a schema; raises UnreadableSchemaError."""
    schema = str(Schema.from_str(schema_text))
    types = dict(_TYPE.findall(schema))
    contexts = dict(_ACTION.findall(schema))
    if len(set(contexts.values())) != 1:
        raise UnreadableSchemaError("actions must all have the same context")
    words = {name: tuple(json.loads(listed)) for name, listed in _CLOSED_LIST.findall(schema)}
    facts = dict(_leaves(_record(types, next(iter(contexts.values()))), types))
    unknown = set(facts.values()) - words.keys() - {"Bool", "Long", "String"}
    if unknown:
        raise UnreadableSchemaError(f"facts of an unknown type: {', '.join(sorted(unknown))}")
    groups = lineage(schema_text)
    return Vocabulary(facts, words, {action: frozenset(groups[action]) for action in contexts})


def _record(types: Mapping[str, str], name: str) -> dict[str, Any]:
    try:
        # Names in quotes make the record a JSON object; an optional or quoted attribute or a set does not become one.
        record: dict[str, Any] = json.loads(re.sub(r"(\w+)", r'"\1"', types[name]))
    except (KeyError, ValueError) as error:
        raise UnreadableSchemaError(f"type {name} is not a record of plain attributes") from error
    return record


def _leaves(record: Mapping[str, Any], types: Mapping[str, str], path: str = "") -> Iterator[tuple[str, str]]:
    for name, kind in record.items():
        if isinstance(kind, str) and kind in types:
            yield from _leaves(_record(types, kind), types, f"{path}{name}.")
        elif isinstance(kind, str):
            yield f"{path}{name}", kind
        else:
            yield from _leaves(kind, types, f"{path}{name}.")
