"""Every route of the API as the template declares it, and requests to it by anybody for anything."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.deployed_template import source
from tests.integration.deployment import Deployment, sample

# Of the day on which the sample events happened.
DAY = {"starts_at": "2026-11-18T00:00:00Z", "ends_at": "2026-11-19T00:00:00Z"}
# Each fits, so that nothing but the address is at fault.
BODIES: Mapping[str, Mapping[str, Any]] = {
    "/approvals/{id}/votes": {"action": "a" * 64, "answer": "approve", "reason": "seen"},
    "/cases/{id}/actions/{action}/edits": {"arguments": {"amount_minor": 500}, "reason": "half of it"},
    "/effects/{case_id}/{action}/settlements": {"happened": False, "reason": "not on their list"},
    "/effects/{case_id}/{action}/undo": {"reason": "paid to the wrong customer"},
    "/exceptions/{case_id}/{subject}/assignments": {"to": None, "version": "a" * 64},
    "/exceptions/{case_id}/{subject}/comments": {"text": "seen"},
    "/exceptions/{case_id}/{subject}/resolutions": {"resolved": True, "reason": "seen to", "version": "a" * 64},
    "/switches/{kind}/{name}": {"reason": "drill"},
    "/privacy/holdings": {"customer_id": "CUST-0001"},
    "/privacy/erasures": {"customer_id": "CUST-0001", "reason": "DSR-1"},
    "/delegations": {"delegate": "sam", "roles": ["operator"], **DAY, "reason": "leave"},
    "/absence": DAY,
    "/drills": {"kind": "payee-is-not-the-purchaser"},
}


@dataclass(frozen=True)
class Route:
    """`path` has its parameters in braces; `function` is the folder of the one that answers."""

    method: str
    path: str
    function: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    @property
    def signed(self) -> bool:
        """By the sender's key rather than by a person's token."""
        return self.path.startswith("/webhooks/")

    @property
    def is_page(self) -> bool:
        """For browsers: it looks for a session of its own."""
        return self.path.startswith(("/console", "/links/"))

    @property
    def is_open(self) -> bool:
        """No authorizer stands before it."""
        return self.signed or self.is_page or self.path == "/openapi.json"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _declared() -> Iterator[Route]:
    for name, resource in source()["Resources"].items():
        for event in resource.get("Properties", {}).get("Events", {}).values() if resource["Type"].endswith("::Function") else ():
            if event["Type"] == "Api":
                function = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name.removesuffix("Function"))[1:]
                yield Route(event["Properties"]["Method"], event["Properties"]["Path"], function)


@cache
def routes() -> tuple[Route, ...]:
    return tuple(_declared())


def person(route: Route, **claims: str) -> dict[str, Any]:
    """The request context of somebody signed in; `tenant` and `groups` for short."""
    sampled = sample(route.function)["requestContext"]
    short = {"tenant": "custom:tenant", "groups": "cognito:groups", "username": "cognito:username"}
    changed = {short.get(name, name): value for name, value in claims.items()}
    return sampled | {"authorizer": {"claims": sampled["authorizer"]["claims"] | changed}}


def ask(deployment: Deployment, route: Route, named: Mapping[str, str], **changes: Any) -> tuple[int, dict[str, Any]]:
    """Status and body; `named` fills the path's parameters as they stand, unescaped."""
    path = route.path.format(**named)
    asked = {"path": path, "resource": route.path, "httpMethod": route.method} | changes
    if route.path in BODIES:
        asked = {"body": json.dumps(BODIES[route.path])} | asked
    return deployment.api(route.function, **asked)
