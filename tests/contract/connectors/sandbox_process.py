"""The sandbox company as a process of its own, and a hub small enough to see through."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.line import Line
from countersign.connectors import Catalogue, load
from countersign.ports import Power
from countersign.sdk import Outcome, Request

SYSTEMS = ("crm", "ticketing", "telephony", "knowledge", "payments")
DISTRIBUTIONS = tuple(f"countersign-sandbox-{system}" for system in SYSTEMS)


@dataclass(frozen=True)
class Sandbox:
    url: str
    tokens: Mapping[str, Any]
    admin: httpx.Client

    def effects(self, **filters: str) -> list[dict[str, Any]]:
        return self.admin.get("/effects", params=filters).json()["effects"]

    def fault(self, **order: Any) -> None:
        self.admin.post("/faults", json=order).raise_for_status()

    def journal(self, system: str) -> list[dict[str, Any]]:
        return self.admin.get("/journal", params={"system": system}).json()["entries"]

    def open_ticket(self, **changes: str) -> dict[str, Any]:
        form = {"customer_id": "CUST-0001", "channel": "email", "subject": "Bench", "text": "A slat is loose."} | changes
        return self.admin.post("/ticketing/tickets", json=form).raise_for_status().json()

    def refund(self, **money: Any) -> str:
        """Paid back at the counter; its id."""
        form = {"order_id": "ORD-1001", "customer_id": "CUST-0001", "reason": "at the counter", "reference": "counter-1", **money}
        return str(self.admin.post("/payments/refunds", json=form).raise_for_status().json()["id"])

    def customer(self, customer_id: str) -> dict[str, Any]:
        return self.admin.get(f"/crm/customers/{customer_id}").json()


@dataclass(frozen=True)
class SandboxSecrets:
    """Every power's token of every system; `swapped` hands out one power's token where another was asked for."""

    sandbox: Sandbox
    swapped: Mapping[Power, Power] = field(default_factory=dict)

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:  # noqa: ARG002  one tenant only
        system = connector.removeprefix("sandbox_")
        given = self.swapped.get(power, power)
        return {"base_url": f"{self.sandbox.url}/{system}", "token": self.sandbox.tokens[given][system]}

    def forget(self, tenant: str, connector: str, power: Power) -> None:
        """Nothing is kept."""


@dataclass(frozen=True)
class Hub:
    catalogue: Catalogue
    transport: HttpTransport

    def prepare(self, action: str, arguments: Mapping[str, Any], *, key: str) -> Request:
        self.catalogue.validate(action, arguments)
        return self.catalogue.connector(action).prepare(action, arguments, key=key)

    def do(self, action: str, arguments: Mapping[str, Any], *, key: str, deadline_seconds: float = 5) -> Outcome:
        connector, request = self.catalogue.connector(action), self.prepare(action, arguments, key=key)
        response = self.transport.send("main", connector, request, power=Power.WRITE, deadline_seconds=deadline_seconds)
        return connector.interpret(action, request, response)

    def look_up(self, action: str, arguments: Mapping[str, Any], *, key: str) -> Outcome:
        connector = self.catalogue.connector(action)
        dialogue = connector.reconcile(action, self.prepare(action, arguments, key=key), key=key)
        return self.transport.converse("main", connector, dialogue, deadline_seconds=5)

    def read(self, action: str, **arguments: str) -> dict[str, Any] | None:
        self.catalogue.validate(action, arguments)
        connector = self.catalogue.connector(action)
        return self.transport.converse("main", connector, connector.read(action, arguments), deadline_seconds=5)


def make_hub(sandbox: Sandbox, swapped: Mapping[Power, Power] | None = None) -> Hub:
    return Hub(load(DISTRIBUTIONS), HttpTransport(SandboxSecrets(sandbox, swapped or {}), Line(loopback=True)))


@contextmanager
def running_sandbox(state: Path) -> Iterator[Sandbox]:
    command = [sys.executable, "-m", "countersign.local.sandbox", "--port", "0", "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own command
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            tokens = json.loads((state / "tokens.json").read_text())
            headers = {"authorization": f"Bearer {tokens['admin']}"}
            with httpx.Client(base_url=url, headers=headers, trust_env=False) as admin:
                yield Sandbox(url, tokens, admin)
        finally:
            process.terminate()
            process.wait(timeout=10)
