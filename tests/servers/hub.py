"""A hub small enough to see through: one connector, the real transport, and one system, which may be a fake or the real one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.in_memory import InMemorySecrets
from countersign.adapters.line import Line
from countersign.ports import MaybeSentError, Power
from countersign.sdk import Connector, Health, Outcome, Request, Response
from countersign.sdk.declared import LateBound
from countersign.sdk.dialogue import only_reads

TENANT = "main"
_SECONDS = 20.0


class LossyTransport(HttpTransport):
    """What it loses of writes: the request on its way there, or the answer on its way back. The hub cannot tell the one from the other."""

    loses: Literal["nothing", "requests", "answers"] = "nothing"

    def send(
        self,
        tenant: str,
        connector: Connector,
        request: Request,
        *,
        power: Power,
        deadline_seconds: float,
        late_bound: tuple[LateBound, ...] = (),
    ) -> Response:
        loses = "nothing" if only_reads(connector.manifest, request) else self.loses
        if loses == "requests":
            raise MaybeSentError("the request was lost")
        answer = super().send(tenant, connector, request, power=power, deadline_seconds=deadline_seconds, late_bound=late_bound)
        if loses == "answers":
            raise MaybeSentError("the answer was lost")
        return answer


@dataclass(frozen=True)
class Hub:
    connector: Connector
    transport: LossyTransport

    def prepare(self, action: str, arguments: Mapping[str, Any], key: str) -> Request:
        return self.connector.prepare(action, arguments, key=key)

    def do(self, action: str, arguments: Mapping[str, Any], *, key: str) -> Outcome:
        late = {one.name: one.late_bound for one in self.connector.manifest.actions}[action]
        request = self.prepare(action, arguments, key)
        response = self.transport.send(TENANT, self.connector, request, power=Power.WRITE, deadline_seconds=_SECONDS, late_bound=late)
        return self.connector.interpret(action, request, response)

    def look_up(self, action: str, arguments: Mapping[str, Any], *, key: str) -> Outcome:
        dialogue = self.connector.reconcile(action, self.prepare(action, arguments, key), key=key)
        return self.transport.converse(TENANT, self.connector, dialogue, deadline_seconds=_SECONDS)

    def read(self, action: str, **arguments: Any) -> dict[str, Any] | None:
        return self.transport.converse(TENANT, self.connector, self.connector.read(action, arguments), deadline_seconds=_SECONDS)

    def check(self) -> Health:
        return self.transport.converse(TENANT, self.connector, self.connector.check(), deadline_seconds=_SECONDS)


def hub_for(connector: Connector, secret: Mapping[str, Any]) -> Hub:
    """`secret` has the system's `base_url` and what the connector's scheme of signing in needs."""
    powers = {(TENANT, connector.manifest.name, power): secret for power in (Power.READ, Power.WRITE)}
    return Hub(connector, LossyTransport(InMemorySecrets(powers), Line(loopback=True)))
