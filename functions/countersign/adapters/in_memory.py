"""The ports in memory, for unit and model tests: the same contract tests as the AWS adapters."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, NoReturn

from countersign.model.account import Account
from countersign.ports import (
    Absent,
    Check,
    Due,
    Key,
    Power,
    Put,
    Queue,
    Remove,
    Replace,
    Row,
    SecretUnavailableError,
    Table,
    WaitOverError,
    Write,
    WriteRefusedError,
)

# As DynamoDB has it.
MAX_WRITES = 100


class InMemoryStore:
    """A dictionary under one lock."""

    def __init__(self) -> None:
        self._rows: dict[Key, dict[str, Any]] = {}
        self._due: dict[Key, tuple[Queue, datetime]] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Row | None:
        with self._lock:
            return _copy(self._rows.get(key))

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
        with self._lock:
            there = [key for key in self._rows if key.table is table and key.partition == partition and key.sort.startswith(prefix)]
            found = sorted(there, key=lambda key: key.sort, reverse=newest_first)
            if after is not None:
                found = [key for key in found if (key.sort < after if newest_first else key.sort > after)]
            return [_copied(self._rows[key]) for key in found[:limit]]

    def sorts(self, table: Table, partition: str) -> list[str]:
        with self._lock:
            return sorted(key.sort for key in self._rows if key.table is table and key.partition == partition)

    def transact(self, writes: Sequence[Write]) -> None:
        if len({write.key for write in writes}) < len(writes) or len(writes) > MAX_WRITES:
            raise ValueError("a transaction names a row twice, or too many rows")
        with self._lock:
            failed = tuple(position for position, write in enumerate(writes) if not self._holds(write))
            if failed:
                raise WriteRefusedError(failed)
            for write in writes:
                self._apply(write)

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        with self._lock:
            waiting = ((key, moment) for key, (whose, moment) in self._due.items() if whose is queue)
            ready = sorted((moment, key.partition, key.sort, key) for key, moment in waiting if moment <= before)
            return [Due(key, moment) for moment, _, _, key in ready[:limit]]

    def _holds(self, write: Write) -> bool:
        row = self._rows.get(write.key)
        match write:
            case Put(expect=None) | Absent():
                return row is None
            case Put(expect=expect):
                return row is not None and _matches(row, expect or {})
            case Check():
                return write.or_absent if row is None else _matches(row, write.expect)
            case Remove(expect=expect) if expect is not None:
                return row is not None and _matches(row, expect)
            case Replace() | Remove():
                return True

    def _apply(self, write: Write) -> None:
        match write:
            case Put() | Replace():
                self._rows[write.key] = _copied(write.row)
                self._due.pop(write.key, None)
                if isinstance(write, Put) and write.due_at is not None:
                    self._due[write.key] = (write.queue, write.due_at)
            case Remove():
                self._rows.pop(write.key, None)
                self._due.pop(write.key, None)
            case Check() | Absent():
                pass


def _matches(row: Row, expect: Row) -> bool:
    # By JSON text: for a table, unlike for Python, `true` is not 1.
    return all(name in row and _text(row[name]) == _text(value) for name, value in expect.items())


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _copied(row: Row) -> dict[str, Any]:
    # Through JSON, as a real table would: nothing but integer JSON gets in, nothing is shared.
    copied: dict[str, Any] = json.loads(json.dumps(row), parse_float=_refuse, parse_constant=_refuse)
    return copied


def _refuse(_: str) -> NoReturn:
    raise TypeError("no table keeps floats")


def _copy(row: Row | None) -> Row | None:
    return None if row is None else _copied(row)


class InMemoryContent:
    """A dictionary of bytes."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}

    def put(self, key: str, body: bytes) -> None:
        self._bodies[key] = body

    def get(self, key: str) -> bytes:
        return self._bodies[key]


class InMemoryObjects(InMemoryContent):
    """A dictionary of bytes that can forget."""

    def forget(self, prefix: str) -> None:
        for key in [key for key in self._bodies if key.startswith(prefix)]:
            del self._bodies[key]


class InMemoryArchive(InMemoryContent):
    """A dictionary of bytes that only grows."""

    def add(self, key: str, body: bytes) -> bool:
        if key in self._bodies:
            return False
        self._bodies[key] = body
        return True

    def names(self) -> list[str]:
        return sorted(self._bodies)


class InMemoryWorkflows:
    """Remembers what was started and answered; tests run the steps themselves."""

    def __init__(self) -> None:
        self.started: list[tuple[str, str]] = []
        self.answers: dict[str, Mapping[str, str] | str] = {}

    def start_case(self, tenant: str, case_id: str) -> None:
        self.started.append((tenant, case_id))

    def resume(self, token: str, output: Mapping[str, str]) -> None:
        self._answer(token, output)

    def refuse(self, token: str, error: str) -> None:
        self._answer(token, error)

    def _answer(self, token: str, answer: Mapping[str, str] | str) -> None:
        if token in self.answers:
            raise WaitOverError
        self.answers[token] = answer


class InMemoryTokenSafe:
    """Binds a token to its context without hiding it."""

    def seal(self, token: str, context: Mapping[str, str]) -> str:
        return json.dumps([token, dict(context)])

    def open(self, sealed: str, context: Mapping[str, str]) -> str:
        token, sealed_for = json.loads(sealed)
        if sealed_for != dict(context):
            raise ValueError("the token was sealed for another approval")
        return str(token)


class InMemoryDirectory:
    """Accounts that tests hire, move and dismiss."""

    def __init__(self, *accounts: Account) -> None:
        self._accounts: dict[str, Account] = {}
        for account in accounts:
            self.put(account)

    def put(self, account: Account) -> None:
        """Take in, or change what is known of, one account; who had the name before has it no more."""
        others = (one for one in self._accounts.values() if (one.tenant, one.name) != (account.tenant, account.name))
        self._accounts = {one.subject: one for one in others} | {account.subject: account}

    def remove(self, subject: str) -> None:
        del self._accounts[subject]

    def find(self, tenant: str, username: str) -> Account | None:
        known_as = username.casefold()
        ours = (account for account in self._accounts.values() if account.tenant == tenant)
        return next((account for account in ours if known_as in {account.name.casefold(), account.email.casefold()}), None)

    def members(self, tenant: str, group: str) -> list[Account]:
        return [account for account in self._accounts.values() if account.tenant == tenant and group in account.groups]


class InMemorySecrets:
    """Credentials by (tenant, connector, power)."""

    def __init__(self, secrets: Mapping[tuple[str, str, Power], Mapping[str, Any]]) -> None:
        self._secrets = secrets

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:
        try:
            return self._secrets[tenant, connector, power]
        except KeyError:
            raise SecretUnavailableError(f"{tenant}/{connector}/{power}") from None

    def forget(self, tenant: str, connector: str, power: Power) -> None:
        """Nothing is kept beside the secrets themselves."""
