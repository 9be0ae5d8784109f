"""Stand-ins at the ports: a key pair in this process, the sandbox company in this process, and faults on order."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import finalize

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from countersign.adapters.http_transport import HttpTransport
from countersign.local.sandbox.access import SYSTEMS, Tokens
from countersign.local.sandbox.company import Company
from countersign.local.sandbox.documents import Documents
from countersign.local.sandbox.exchange import Call
from countersign.local.sandbox.faults import FaultKind, FaultOrder, Faults
from countersign.local.sandbox.front_desk import attend
from countersign.local.sandbox.post_room import PostRoom
from countersign.local.sandbox.seeding import seed
from countersign.ports import Due, Key, MaybeSentError, Power, Queue, Row, Store, Table, Write
from countersign.sdk.contract import Connector, Request, Response
from countersign.sdk.declared import LateBound
from countersign.sdk.notifiers import Message, NotifierManifest


class LocalKey:
    """Signer and verifier over one key pair, ECDSA P-256 as KMS would."""

    def __init__(self, key_id: str = "grant-key") -> None:
        self.key_id = key_id
        self._private = generate_private_key(SECP256R1())

    @property
    def public_key(self) -> bytes:
        """In SPKI form, as KMS gives it."""
        return self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message, ECDSA(SHA256()))

    def verify(self, message: bytes, signature: bytes, key_id: str) -> bool:
        if key_id != self.key_id:
            return False
        try:
            self._private.public_key().verify(signature, message, ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


class CrashError(BaseException):
    """The process ends here. Not an Exception: nothing in the hub may catch it."""


@dataclass
class CrashPoints:
    """Counts the calls of all that is wrapped, and ends the process `before` or `after` the one numbered `at`."""

    at: int = -1
    after: bool = False
    calls: int = 0

    def around(self, act: Callable[[], Any]) -> Any:
        number, self.calls = self.calls, self.calls + 1
        if number == self.at and not self.after:
            raise CrashError
        result = act()
        if number == self.at:
            raise CrashError
        return result


@dataclass
class WatchedStore:
    """A store that may crash at any call, and where somebody else may act just before a transaction."""

    inner: Store
    crash: CrashPoints = field(default_factory=CrashPoints)
    meanwhile: list[Callable[[], None]] = field(default_factory=list)

    def get(self, key: Key) -> Row | None:
        return self.crash.around(lambda: self.inner.get(key))

    def query(
        self,
        table: Table,
        partition: str,
        prefix: str = "",
        *,
        after: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> list[Row]:
        return self.crash.around(lambda: self.inner.query(table, partition, prefix, after=after, newest_first=newest_first, limit=limit))

    def sorts(self, table: Table, partition: str) -> list[str]:
        return self.crash.around(lambda: self.inner.sorts(table, partition))  # type: ignore[attr-defined]  what is wrapped is Rows here

    def transact(self, writes: Sequence[Write]) -> None:
        if self.meanwhile:
            self.meanwhile.pop(0)()
        self.crash.around(lambda: self.inner.transact(writes))

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        return self.inner.due(before, limit, queue)


@dataclass
class RememberingCourier:
    """`answers` are given to the next messages; what is raised is an exception among them."""

    answers: list[Response | BaseException] = field(default_factory=list)
    carried: list[tuple[str, str, Message]] = field(default_factory=list)

    def carry(self, tenant: str, manifest: NotifierManifest, notice_id: str, message: Message, *, now: datetime) -> Response:  # noqa: ARG002  the port's signature
        self.carried.append((manifest.name, notice_id, message))
        answer = self.answers.pop(0) if self.answers else Response(status=250 if manifest.carrier == "mail" else 200)
        if isinstance(answer, BaseException):
            raise answer
        return answer


class SandboxTransport(HttpTransport):
    """The real rules of a dialogue, over a company in this process."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """No socket is opened: `send` asks the company itself."""
        self._clock = clock
        self.crash = CrashPoints()
        self.faults = Faults()
        tokens = {power: {system: f"{power}-{system}" for system in SYSTEMS} for power in ("read", "write")}
        documents = Documents(Path(":memory:"))
        # Python 3.13 warns of a database that is collected open.
        finalize(self, documents.close)
        seed(documents, clock())
        self.company = Company(documents, Tokens(admin="admin", **tokens), self.faults, PostRoom(documents))

    def send(
        self,
        tenant: str,  # noqa: ARG002  the port's signature
        connector: Connector,
        request: Request,
        *,
        power: Power,
        deadline_seconds: float,  # noqa: ARG002  the port's signature
        late_bound: tuple[LateBound, ...] = (),  # noqa: ARG002  the company has none
    ) -> Response:
        return self.crash.around(lambda: self._ask(connector, request, power))

    def fault(self, kind: str, *, method: str = "", times: int = 1) -> None:
        self.faults.add(FaultOrder(kind=FaultKind(kind), method=method, times=times))

    def effects(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What a customer or an employee of the company would notice."""
        return [effect for effect in self.company.documents.every("effect") if kind in {None, effect["kind"]}]

    def writes(self) -> list[dict[str, Any]]:
        """Every request that was not a read, whether or not it was acted on."""
        journal = self.company.documents.journal(system=None, since=0)
        return [entry for entry in journal if entry["method"] != "GET"]

    def amend(self, kind: str, document_id: str, **changes: Any) -> None:
        self.company.documents.put(kind, document_id, {**self.company.documents.get(kind, document_id), **changes})

    def _ask(self, connector: Connector, request: Request, power: Power) -> Response:
        system = connector.manifest.name.removeprefix("sandbox_")
        call = self._call(system, request, power)
        answer = attend(self.company, call, self.faults.take(call))
        if answer.fault and answer.fault.kind in {FaultKind.TIMEOUT_AFTER_EFFECT, FaultKind.RESET, FaultKind.TRUNCATED}:
            raise MaybeSentError(answer.fault.kind)
        body = json.dumps(answer.reply.body, ensure_ascii=False).encode()
        return Response(status=answer.reply.status, headers=answer.reply.headers, body=body)

    def _call(self, system: str, request: Request, power: Power) -> Call:
        return Call(
            method=request.method,
            system=system,
            path=request.path,
            query=dict(request.query),
            headers={**dict(request.headers), "authorization": f"Bearer {power}-{system}"},
            raw_body=(request.body or "").encode(),
            body=_object(request.body),
            request_id="req_test",
            now=self._clock(),
        )


def _object(body: str | None) -> Mapping[str, Any]:
    parsed: Mapping[str, Any] = json.loads(body) if body else {}
    return parsed
