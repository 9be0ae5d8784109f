"""Rows in DynamoDB's typed form.

A row is JSON with whole numbers, a small part of what boto3's own converter knows; importing that one costs a cold start 100 ms.
"""

from collections.abc import Mapping
from typing import Any


def typed(value: Any) -> dict[str, Any]:
    """A JSON value as an AttributeValue; raises TypeError for anything that is not JSON with whole numbers."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case list() | tuple():
            return {"L": [typed(item) for item in value]}
        case Mapping():
            return {"M": {key: typed(item) for key, item in value.items()}}
    raise TypeError(f"{type(value).__name__} is not JSON with whole numbers")


def plain(attribute: Mapping[str, Any]) -> Any:
    """The reverse of `typed`; raises TypeError for a type that no row of ours has."""
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return int(value)
        case "NULL":
            return None
        case "L":
            return [plain(item) for item in value]
        case "M":
            return {key: plain(item) for key, item in value.items()}
    raise TypeError(f"{kind} is not a type of our rows")
