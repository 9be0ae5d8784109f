"""Notes at the ports which function touches what, as the calls of the AWS adapters and in the words of IAM.

The emulator lets every role do everything, so a permission that is missing would show in a real account only.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from functools import wraps
from typing import Any, NamedTuple

import boto3
from tests.deployed_template import Permission
from tests.fakes import LocalKey, RememberingCourier, SandboxTransport
from tests.world import CONNECTOR, WEBHOOK_KEY, World, catalogue

from countersign import clock
from countersign.adapters.data_keys import AesDataKey, InMemoryKeyKeeper
from countersign.adapters.dynamodb import DynamoStore
from countersign.adapters.in_memory import (
    InMemoryArchive,
    InMemoryDirectory,
    InMemoryObjects,
    InMemorySecrets,
    InMemoryTokenSafe,
    InMemoryWorkflows,
)
from countersign.model.account import Account
from countersign.model.audit import AuditEvent
from countersign.notifiers import load
from countersign.ports import Due, Key, Power, Queue, Row, Store, Table, Write
from countersign.record.seals import Checkpoint
from countersign.sdk.contract import Connector, RawWebhook, Request, Response
from countersign.sdk.notifiers import Message, NotifierManifest
from countersign.steps.intake import Accepted, Intake, intake
from countersign.steps.notify import Teller, Told, notify
from countersign.steps.seal import Sealer, report_change, seal

STEPS = {
    "intake": "Intake",
    "triage": "Triage",
    "enrich": "Enrich",
    "plan": "Plan",
    "gate": "Gate",
    "ask": "RequestApproval",
    "vote": "RecordApproval",
    "edit": "RecordApproval",
    "execute": "Execute",
    "escalate": "Escalate",
    "measure": "Measure",
    "sweep": "Sweep",
    "seal": "Seal",
    "report": "Seal",
    "look": "Console",
    "tell": "Notify",
    "holdings": "Privacy",
    "erase": "Privacy",
    "erasures": "Privacy",
}
TABLES = {Table.STATE: "StateTable", Table.WARRANT: "WarrantTable", Table.AUDIT: "AuditTable", Table.PRIVACY: "PrivacyTable"}
ADAPTER = DynamoStore(boto3.client("dynamodb", region_name="eu-west-1"), TABLES)
SECRETS = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${SecretsPrefix}/*/"


class Access(NamedTuple):
    """One call. `partitions` are those that one transaction reaches by one action in one table."""

    function: str
    action: str
    resource: str
    partitions: frozenset[str] = frozenset()

    def permitted_by(self, permission: Permission) -> bool:
        """By this one statement: whether DynamoDB judges the keys of a transaction one by one or together is not documented."""
        patterns = {"*"} if permission.partitions is None else permission.partitions
        wanted = Permission(f"{self.function}FunctionRole", self.action, self.resource, permission.partitions)
        return wanted == permission and all(any(fnmatchcase(one, pattern) for pattern in patterns) for one in self.partitions)


@dataclass
class Notes:
    """Every access made while a function was at work; what tests do themselves is not noted."""

    accesses: set[Access] = field(default_factory=set)
    function: str | None = None

    def note(self, action: str, resource: str, *partitions: str) -> None:
        if self.function is not None:
            self.accesses.add(Access(self.function, action, resource, frozenset(partitions)))

    def under(self, function: str, step: Callable[..., Any]) -> Callable[..., Any]:
        """`step` as the work of `function`."""

        @wraps(step)
        def noted(*arguments: Any, **named: Any) -> Any:
            self.function = function
            try:
                return step(*arguments, **named)
            finally:
                self.function = None

        return noted


@dataclass
class RecordedStore:
    inner: Store
    notes: Notes

    def get(self, key: Key) -> Row | None:
        self.notes.note("dynamodb:GetItem", TABLES[key.table], key.partition)
        return self.inner.get(key)

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
        self.notes.note("dynamodb:Query", TABLES[table], partition)
        return self.inner.query(table, partition, prefix, after=after, newest_first=newest_first, limit=limit)

    def sorts(self, table: Table, partition: str) -> list[str]:
        self.notes.note("dynamodb:Query", TABLES[table], partition)
        return self.inner.sorts(table, partition)  # type: ignore[attr-defined]  what is wrapped is Rows here

    def transact(self, writes: Sequence[Write]) -> None:
        reached: dict[tuple[str, str], set[str]] = defaultdict(set)
        for write in writes:
            ((kind, call),) = ADAPTER._item(write).items()
            reached[kind, call["TableName"]].add(write.key.partition)
        for (kind, table), partitions in reached.items():
            # `Put` needs PutItem, `Delete` DeleteItem, `ConditionCheck` ConditionCheckItem.
            self.notes.note(f"dynamodb:{kind}Item", table, *partitions)
        self.inner.transact(writes)

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        self.notes.note("dynamodb:Query", "${StateTable.Arn}/index/due", f"{queue}-0")
        return self.inner.due(before, limit, queue)


class RecordedContent(InMemoryObjects):
    def __init__(self, notes: Notes, bucket: str) -> None:
        super().__init__()
        self._notes = notes
        self._bucket = bucket
        self._objects = f"${{{bucket}.Arn}}/*"

    def put(self, key: str, body: bytes) -> None:
        self._notes.note("s3:PutObject", self._objects)
        super().put(key, body)

    def get(self, key: str) -> bytes:
        self._notes.note("s3:GetObject", self._objects)
        return super().get(key)

    def forget(self, prefix: str) -> None:
        self._notes.note("s3:ListBucketVersions", self._bucket)
        self._notes.note("s3:DeleteObjectVersion", self._objects)
        super().forget(prefix)


class RecordedArchive(RecordedContent, InMemoryArchive):
    def add(self, key: str, body: bytes) -> bool:
        self._notes.note("s3:PutObject", self._objects)
        return super().add(key, body)


class RecordedKey(LocalKey):
    def __init__(self, notes: Notes, key: str) -> None:
        super().__init__(key)
        self._notes = notes

    @property
    def public_key(self) -> bytes:
        self._notes.note("kms:GetPublicKey", self.key_id)
        return super().public_key

    def sign(self, message: bytes) -> bytes:
        self._notes.note("kms:Sign", self.key_id)
        return super().sign(message)

    def verify(self, message: bytes, signature: bytes, key_id: str) -> bool:
        self._notes.note("kms:Verify", self.key_id)
        return super().verify(message, signature, key_id)


@dataclass
class RecordedTokenSafe(InMemoryTokenSafe):
    notes: Notes

    def seal(self, token: str, context: Mapping[str, str]) -> str:
        self.notes.note("kms:Encrypt", "TokenKey")
        return super().seal(token, context)

    def open(self, sealed: str, context: Mapping[str, str]) -> str:
        self.notes.note("kms:Decrypt", "TokenKey")
        return super().open(sealed, context)


@dataclass
class RecordedKeyKeeper(InMemoryKeyKeeper):
    notes: Notes

    def __post_init__(self) -> None:
        super().__init__()

    def make(self, tenant: str) -> tuple[AesDataKey, str]:
        self.notes.note("kms:GenerateDataKey", "PrivacyKey")
        return super().make(tenant)

    def unwrap(self, tenant: str, wrapped: str) -> AesDataKey:
        self.notes.note("kms:Decrypt", "PrivacyKey")
        return super().unwrap(tenant, wrapped)


class RecordedDirectory(InMemoryDirectory):
    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self._notes = notes

    def find(self, tenant: str, username: str) -> Account | None:
        for action in ("cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser"):
            self._notes.note(action, "Approvers")
        return super().find(tenant, username)

    def members(self, tenant: str, group: str) -> list[Account]:
        self._notes.note("cognito-idp:ListUsersInGroup", "Approvers")
        return [account for member in super().members(tenant, group) if (account := self.find(tenant, member.name))]


class RecordedWorkflows(InMemoryWorkflows):
    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self._notes = notes

    def start_case(self, tenant: str, case_id: str) -> None:
        self._notes.note("states:StartExecution", "CaseWorkflow")
        super().start_case(tenant, case_id)

    def resume(self, token: str, output: Mapping[str, str]) -> None:
        self._notes.note("states:SendTaskSuccess", "ApprovalWorkflow")
        super().resume(token, output)

    def refuse(self, token: str, error: str) -> None:
        self._notes.note("states:SendTaskFailure", "ApprovalWorkflow")
        super().refuse(token, error)


class RecordedSecrets(InMemorySecrets):
    def __init__(self, notes: Notes, secrets: Mapping[tuple[str, str, Power], Mapping[str, Any]]) -> None:
        super().__init__(secrets)
        self._notes = notes

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:
        self._notes.note("secretsmanager:GetSecretValue", f"{SECRETS}{power}-??????")
        return super().get(tenant, connector, power)


class RecordedTransport(SandboxTransport):
    """The HTTP transport fetches the credential of the power it is given for every request."""

    def __init__(self, notes: Notes, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self._notes = notes

    def send(self, tenant: str, connector: Connector, request: Request, *, power: Power, **how: Any) -> Response:
        self._notes.note("secretsmanager:GetSecretValue", f"{SECRETS}{power}-??????")
        return super().send(tenant, connector, request, power=power, **how)


@dataclass
class RecordedCourier(RememberingCourier):
    """The courier fetches the notifier's credential for every message."""

    notes: Notes = field(default_factory=Notes)

    def carry(self, tenant: str, manifest: NotifierManifest, notice_id: str, message: Message, *, now: datetime) -> Response:
        self.notes.note("secretsmanager:GetSecretValue", f"{SECRETS}{Power.NOTIFY}-??????")
        return super().carry(tenant, manifest, notice_id, message, now=now)


@dataclass
class RecordedWorld(World):
    """A world whose steps are noted, and that can also be sealed and looked at."""

    notes: Notes = field(default_factory=Notes)

    def __post_init__(self) -> None:
        self.store = RecordedStore(self.store, self.notes)
        self.content, self.archive = RecordedContent(self.notes, "ContentBucket"), RecordedArchive(self.notes, "ArchiveBucket")
        self.key, self.seal_key = RecordedKey(self.notes, "GrantKey"), RecordedKey(self.notes, "SealKey")
        self.tokens, self.workflows = RecordedTokenSafe(self.notes), RecordedWorkflows(self.notes)
        self.directory = RecordedDirectory(self.notes)
        self.keeper = RecordedKeyKeeper(self.notes)
        self.courier = RecordedCourier(notes=self.notes)
        super().__post_init__()
        self.transport = RecordedTransport(self.notes, lambda: self.now)
        for method, function in STEPS.items():
            setattr(self, method, self.notes.under(function, self._cold(getattr(self, method))))

    def _cold(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """In a container of its own, which has unwrapped no key yet."""

        def alone(*arguments: Any, **named: Any) -> Any:
            self.ring._kept.clear()
            return step(*arguments, **named)

        return alone

    def intake(self, webhook: RawWebhook, *, connector: str = CONNECTOR) -> list[Accepted]:
        secrets = RecordedSecrets(self.notes, {(self.tenant, CONNECTOR, Power.WEBHOOK): {"keys": [WEBHOOK_KEY]}})
        hub = Intake(self.store, self.content, secrets, catalogue(), self.workflows, self.ring)
        return intake(hub, webhook, tenant=self.tenant, connector=connector, now=self.now)

    def seal(self, *events: AuditEvent) -> Checkpoint:
        sealer = Sealer(self.blind_store, self.archive, self.seal_key, self.seal_key.public_key)
        return seal(sealer, self.tenant, events, now=self.now)

    def report(self, kind: str, row: str) -> AuditEvent:
        return report_change(self.blind_store, self.tenant, kind, row, now=self.now)

    def tell(self, *events: AuditEvent) -> Told:
        notifiers = load(["countersign-notify-email", "countersign-notify-webhook"])
        hub = Teller(self.store, self.directory, notifiers, self.courier, "https://hub.example", clock.new_secret, clock.draw_bp)
        return notify(hub, events, now=self.now)

    def look(self, view: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Anything that people see or do by the console."""
        return view(self.store, *arguments, **named)
