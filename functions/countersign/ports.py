"""What the hub needs of the outside; `adapters` implement it for AWS and in memory, under the same contract tests."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias, TypeVar

from countersign.model.account import Account
from countersign.sdk.contract import ActionDescriptor, Connector, Manifest, Request, Response
from countersign.sdk.declared import LateBound
from countersign.sdk.notifiers import Message, NotifierManifest


class Table(StrEnum):
    """Each has an owner: all steps, the gate alone, nobody (it only grows), and who keeps customers' keys. The last has no backup."""

    STATE = "state"
    WARRANT = "warrant"
    AUDIT = "audit"
    PRIVACY = "privacy"


@dataclass(frozen=True)
class Key:
    """Address of a row: rows of one partition are ordered by `sort`."""

    table: Table
    partition: str
    sort: str


Row: TypeAlias = Mapping[str, Any]


class Queue(StrEnum):
    """Who looks at what is due: one queue's backlog never keeps another waiting."""

    SWEEP = "sweep"
    NOTICES = "notices"


@dataclass(frozen=True)
class Put:
    """Write a whole row: only if there is none (default), or only if the present row has `expect`'s values."""

    key: Key
    row: Row
    expect: Row | None = None
    due_at: datetime | None = None
    queue: Queue = Queue.SWEEP


@dataclass(frozen=True)
class Replace:
    """Write a whole row over whatever is there; for rows whose content follows from their key and for the latest of something."""

    key: Key
    row: Row


@dataclass(frozen=True)
class Check:
    """The row has these values; with `or_absent`, no row is as good."""

    key: Key
    expect: Row
    or_absent: bool = False


@dataclass(frozen=True)
class Absent:
    """There is no such row."""

    key: Key


@dataclass(frozen=True)
class Remove:
    """Take the row away, whether or not it is there, or only if it has `expect`'s values: for rows of an index, never for a record."""

    key: Key
    expect: Row | None = None


Write: TypeAlias = Put | Replace | Check | Absent | Remove


@dataclass
class WriteRefusedError(Exception):
    """A transaction was refused as a whole; `failed` holds the positions of the writes whose condition did not hold.

    Empty `failed` means contention: nothing was written and the same transaction may be tried again.
    """

    failed: tuple[int, ...] = field(default=())


@dataclass(frozen=True)
class Due:
    """A row whose time has come."""

    key: Key
    due_at: datetime


class Store(Protocol):
    """Rows under conditional, atomic transactions. Reads are strongly consistent, but for `due`."""

    def get(self, key: Key) -> Row | None:
        """The row, or None."""
        ...

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
        """Rows of one partition whose sort key starts with `prefix`, in order.

        With `after`, which starts with `prefix` too, only those that come later in the order asked for, whether or not there is a row
        of that key.
        """
        ...

    def transact(self, writes: Sequence[Write]) -> None:
        """All writes or none, at most 100; raises WriteRefusedError."""
        ...

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        """Rows put with a `due_at` at or before `before`, oldest first; costs what is due, not what is open. Eventually consistent."""
        ...


class Content(Protocol):
    """Texts and personal data, outside tables and histories."""

    def put(self, key: str, body: bytes) -> None:
        """Durable when it returns."""
        ...

    def get(self, key: str) -> bytes:
        """Raises KeyError when there is none."""
        ...


class Archive(Protocol):
    """Objects that are written once and then neither changed nor taken away."""

    def add(self, key: str, body: bytes) -> bool:
        """False when there is one of this key already: it stays as it is."""
        ...

    def get(self, key: str) -> bytes:
        """Raises KeyError when there is none."""
        ...


class Signer(Protocol):
    """A signing key that never leaves its keeper (ECDSA P-256 over SHA-256, DER signatures)."""

    @property
    def key_id(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class Verifier(Protocol):
    """Anybody's side of a Signer."""

    def verify(self, message: bytes, signature: bytes, key_id: str) -> bool: ...


class TokenSafe(Protocol):
    """Keeps task tokens unreadable at rest, bound to a context that must be the same when opened."""

    def seal(self, token: str, context: Mapping[str, str]) -> str: ...

    def open(self, sealed: str, context: Mapping[str, str]) -> str: ...


class Directory(Protocol):
    """The identity provider, as it is now; a tenant finds its own people only (I13)."""

    def find(self, tenant: str, username: str) -> Account | None:
        """By user name or verified e-mail address; None alike for nobody, for another tenant's and for an account without an address."""
        ...

    def members(self, tenant: str, group: str) -> list[Account]:
        """Everybody in `group`, disabled accounts too; nobody when there is no such group."""
        ...


class IdentityProvider(Protocol):
    """Where people sign in: an OpenID Connect provider, and what it knows us as."""

    @property
    def issuer(self) -> str: ...

    @property
    def client_id(self) -> str: ...

    def endpoint(self, name: str) -> str | None:
        """An address of its discovery document, say `authorization_endpoint`; raises ProviderUnavailableError."""
        ...

    def redeem(self, form: str) -> str:
        """The token endpoint's answer to a form, whether it is a yes or a no; raises ProviderUnavailableError."""
        ...


class ProviderUnavailableError(Exception):
    """The identity provider does not answer, or not in the way of its protocol."""


class WaitOverError(Exception):
    """Nobody waits on this task token any more: it was answered, timed out or never existed."""


class Workflows(Protocol):
    """Starting cases and answering waiting approvals."""

    def start_case(self, tenant: str, case_id: str) -> None: ...

    def resume(self, token: str, output: Mapping[str, str]) -> None:
        """Raises WaitOverError."""
        ...

    def refuse(self, token: str, error: str) -> None:
        """End the wait with an error name; raises WaitOverError."""
        ...


class Power(StrEnum):
    """Which of a system's credentials: a step is given one power at most."""

    READ = "read"
    WRITE = "write"
    WEBHOOK = "webhook"
    NOTIFY = "notify"
    REMOTE = "remote"


class Secrets(Protocol):
    """Credentials by tenant, connector and power; what the step's role may not read raises SecretUnavailableError."""

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]: ...

    def forget(self, tenant: str, connector: str, power: Power) -> None:
        """The next `get` asks the keeper again: the system no longer takes what was kept."""
        ...


class SecretUnavailableError(Exception):
    """No such secret, or not for this step. The message names tenant, connector and power only."""


T = TypeVar("T")


class NotSentError(Exception):
    """Certainly nothing reached the system (no connection, refused host)."""


class MaybeSentError(Exception):
    """The request may have arrived (timeout, reset, unreadable answer): the outcome is unknown."""


class Transport(Protocol):
    """Carries out exactly the requests connectors prepared, with the tenant's credentials, to the system's own host only."""

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
        """One request, no redirect, never a second one that could act; raises NotSentError or MaybeSentError."""
        ...

    def converse(
        self,
        tenant: str,
        connector: Connector,
        dialogue: Generator[Request, Response, T],
        *,
        deadline_seconds: float,
        power: Power = Power.READ,
    ) -> T:
        """Run a reading dialogue (ten requests at most, none that writes); a step without the power to read names its own.

        Raises ReadUnavailableError when the system cannot be reached or does not answer in time.
        """
        ...


class Courier(Protocol):
    """Carries what notifiers prepared, with the tenant's credentials for that notifier only."""

    def carry(self, tenant: str, manifest: NotifierManifest, notice_id: str, message: Message, *, now: datetime) -> Response:
        """One try; raises NotSentError, MaybeSentError or SecretUnavailableError. What was maybe sent may be sent again."""
        ...


class Catalogue(Protocol):
    """The connectors this deployment enabled."""

    def connector(self, action: str) -> Connector:
        """Who does `action` (reads included); raises KeyError."""
        ...

    def descriptor(self, action: str) -> ActionDescriptor: ...

    def by_name(self, name: str) -> Connector: ...

    def manifests(self) -> tuple[Manifest, ...]: ...

    def validate(self, action: str, arguments: Mapping[str, Any]) -> None:
        """Raises InvalidArgumentsError when the arguments do not fit the action's input schema."""
        ...
