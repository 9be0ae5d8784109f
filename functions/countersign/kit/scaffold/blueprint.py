"""What a new connector shall do: one read and one write of a system, as the templates need them."""

import re
from dataclasses import dataclass
from typing import Any

from countersign.sdk.shapes import closed


@dataclass(frozen=True)
class Operation:
    """One operation of the system. `path` has names in braces; `arguments` and `answer` are an example of what goes in and comes out."""

    action: str
    title: str
    method: str
    path: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    arguments: dict[str, Any]
    answer: dict[str, Any]
    status: int = 200

    @property
    def path_names(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def body_names(self) -> list[str]:
        return [name for name in self.input_schema["properties"] if name not in self.path_names]

    @property
    def texts(self) -> list[str]:
        """Arguments that hold free text: until somebody knows better, each may hold personal data."""
        return [name for name in self.body_names if self.input_schema["properties"][name].get("type", "string") == "string"]


@dataclass(frozen=True)
class Blueprint:
    """`name` is the connector's, in snake case; `id_name` is what the write's answer calls the new object."""

    name: str
    capability: str
    read: Operation
    write: Operation
    id_name: str = "id"


def sample(name: str, capability: str) -> Blueprint:
    """For a system nobody has described yet: items, and notes on them."""
    item_id, text = {"type": "string", "minLength": 1, "maxLength": 100}, {"type": "string", "minLength": 1, "maxLength": 5000}
    item = {"id": "item-1", "title": "An item"}
    read = Operation(
        action=f"{name}.read_item",
        title="Read an item",
        method="GET",
        path="/items/{item_id}",
        input_schema=closed({"item_id": item_id}),
        output_schema=closed({"id": item_id, "title": text}),
        arguments={"item_id": item["id"]},
        answer=item,
    )
    write = Operation(
        action=f"{name}.add_note",
        title="Add a note to an item",
        method="POST",
        path="/items/{item_id}/notes",
        input_schema=closed({"item_id": item_id, "text": text}),
        output_schema=closed({"id": {"type": "string"}}),
        arguments={"item_id": item["id"], "text": "A note."},
        answer={"id": "note-1"},
        status=201,
    )
    return Blueprint(name, capability, read, write)
