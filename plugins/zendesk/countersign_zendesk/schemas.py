"""JSON Schemas that several actions share."""

from typing import Any

ZENDESK_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}
TEXT = {"type": "string", "minLength": 1, "maxLength": 10_000}
TIME = {"type": "string", "format": "date-time"}
TAGS = {"type": "array", "items": {"type": "string", "pattern": "^[^\\s,]{1,255}$"}, "maxItems": 100}


def closed(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object that has these properties and no others, all of them but the `optional` ones."""
    required = sorted(properties.keys() - set(optional))
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What `schema` takes, or null."""
    return {"anyOf": [schema, {"type": "null"}]}
