"""Counting by search. An object is found some seconds after it was written, so nothing that must not happen twice may rest on this."""

from collections.abc import Generator
from typing import Any

from countersign.sdk import Request, Response
from countersign.sdk.requests import json_request, path_of
from countersign.sdk.responses import present


def count(kind: str, *conditions: tuple[str, str, str]) -> Generator[Request, Response, int]:
    """How many objects of a kind meet all conditions, each a property, an operator and a value."""
    filters = [{"propertyName": name, "operator": operator, "value": value} for name, operator, value in conditions]
    wanted = {"filterGroups": [{"filters": filters}], "properties": ["hs_object_id"], "limit": 1}
    found: dict[str, Any] = present((yield json_request("POST", path_of("crm", "v3", "objects", kind, "search"), wanted)))
    return int(found["total"])
