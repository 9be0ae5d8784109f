"""Is the account set up as this connector needs it?"""

from collections.abc import Generator, Iterator
from typing import Any

from countersign.sdk import Health, Request, Response
from countersign.sdk.requests import json_request, path_of
from countersign.sdk.responses import health
from countersign.sdk.strict_json import loads_answer
from countersign_hubspot.contacts import CUSTOM_PROPERTIES, CUSTOMER_ID

_ALL, _SOME = 200, 207


def check() -> Generator[Request, Response, Health]:
    """Asks for all custom properties at once: 207 says that some are not there."""
    wanted = {"archived": False, "inputs": [{"name": name} for name in CUSTOM_PROPERTIES]}
    response = yield json_request("POST", path_of("crm", "v3", "properties", "contacts", "batch", "read"), wanted)
    if response.status not in {_ALL, _SOME}:
        said = health(response)
        return Health(ok=False, findings=said.findings or ("the system has no contacts",))
    findings = tuple(_missing(loads_answer(response.body)))
    return Health(ok=not findings, findings=findings)


def _missing(answer: dict[str, Any]) -> Iterator[str]:
    found = {known["name"]: known for known in answer["results"]}
    for name in CUSTOM_PROPERTIES:
        if name not in found:
            yield f"contacts have no property {name}"
    if CUSTOMER_ID in found and not found[CUSTOMER_ID].get("hasUniqueValue"):
        yield f"the property {CUSTOMER_ID} is not unique"
