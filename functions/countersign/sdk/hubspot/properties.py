"""Has the account the custom properties that a connector needs?"""

from collections.abc import Generator, Iterator
from typing import Any

from countersign.sdk.contract import Health, Request, Response
from countersign.sdk.requests import json_request, path_of
from countersign.sdk.responses import health
from countersign.sdk.strict_json import loads_answer

_ALL, _SOME = 200, 207


def check(kind: str, names: tuple[str, ...], *, unique: str | None = None) -> Generator[Request, Response, Health]:
    """Asks for all properties of a kind of objects at once: 207 says that some are not there. `unique` is the one that must be so."""
    wanted = {"archived": False, "inputs": [{"name": name} for name in names]}
    response = yield json_request("POST", path_of("crm", "v3", "properties", kind, "batch", "read"), wanted)
    if response.status not in {_ALL, _SOME}:
        said = health(response)
        return Health(ok=False, findings=said.findings or (f"the system has no {kind}",))
    answer: dict[str, Any] = loads_answer(response.body)
    findings = tuple(_missing(kind, names, unique, {known["name"]: known for known in answer["results"]}))
    return Health(ok=not findings, findings=findings)


def _missing(kind: str, names: tuple[str, ...], unique: str | None, found: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield from (f"{kind} have no property {name}" for name in names if name not in found)
    if unique in found and not found[unique].get("hasUniqueValue"):
        yield f"the property {unique} is not unique"
