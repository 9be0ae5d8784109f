"""What answers on the bench: the subject's fake, or a real system by the hub's own transport."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.in_memory import InMemorySecrets
from countersign.adapters.line import Line
from countersign.adapters.remote_line import RemoteLines
from countersign.kit.bench import Bench
from countersign.kit.recording import NotRecordedError, Recorder, Recording, Replay
from countersign.kit.system import AnswerLostError
from countersign.ports import MaybeSentError, Power
from countersign.sdk.conformance import Subject
from countersign.sdk.contract import Connector, Request, Response
from countersign.sdk.declared import LateBound
from countersign.sdk.dialogue import only_reads
from countersign.sdk.errors import NotAsApprovedError

_TENANT = "kit"
_SECONDS = 20.0


@dataclass(frozen=True)
class LiveSystem:
    """A real system, asked as the hub would. What it does stays done."""

    connector: Connector
    transport: HttpTransport
    late_bound: tuple[LateBound, ...] = ()

    def doing(self, action: str) -> "LiveSystem":
        """The same, asked for one action: what is bound late is bound for that."""
        return replace(self, late_bound=next(each.late_bound for each in self.connector.manifest.actions if each.name == action))

    def respond(self, request: Request) -> Response:
        """Raises AnswerLostError, and NotSentError when the system cannot be reached."""
        power = Power.READ if only_reads(self.connector.manifest, request) else Power.WRITE
        try:
            return self.transport.send(_TENANT, self.connector, request, power=power, deadline_seconds=_SECONDS, late_bound=self.late_bound)
        except MaybeSentError as error:
            raise AnswerLostError from error


def bench_for(subject: Subject, origin: str | None, target: str, secret: str | None = None) -> Bench:
    """`target` is `fake`, a recording's file, or an address; `secret` is JSON with what the connector's scheme of signing in needs."""
    if target == "fake":
        return Bench(subject, subject.fake, origin)
    if Path(target).is_file():
        recorded = Recording.of(Path(target))
        return Bench(subject, lambda: Replay(recorded), origin, run_id=recorded.run_id)
    connector = subject.connector()
    kept: Mapping[str, Any] = {"base_url": target, **(json.loads(secret) if secret else {})}
    powers = {(_TENANT, connector.manifest.name, power): kept for power in (Power.READ, Power.WRITE)}
    live = Recorder(LiveSystem(connector, HttpTransport(InMemorySecrets(powers), Line(loopback=True))))
    return Bench(subject, lambda: live, origin, run_id=f"kit-{uuid4().hex[:12]}")


def reached(subject: Subject, place: str, secret: str | None = None) -> Subject:
    """The subject, its connector asked where it runs: at an ARN, or at an address with the `keys` that `secret` holds as JSON.

    Raises NotAsApprovedError when it declares something else than the installed distribution does, and ConnectorError when it cannot be
    asked.
    """
    approved = subject.connector().manifest
    keys = InMemorySecrets({(_TENANT, approved.name, Power.REMOTE): json.loads(secret)} if secret else {})
    connector = RemoteLines({approved.name: place}, _TENANT, keys, Line(loopback=True)).reach(approved)
    if connector.told() != approved:
        raise NotAsApprovedError(f"{approved.name} declares something else there than what is installed here")
    return replace(subject, connector=lambda: connector)


def recording_of(bench: Bench) -> Recording:
    """What a live system was asked and answered on this bench, to be played again without it."""
    live = bench.target()
    if not isinstance(live, Recorder):
        raise NotRecordedError("only what a live system says is worth a recording")
    return Recording(run_id=bench.run_id, exchanges=tuple(live.exchanges))
