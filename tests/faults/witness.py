"""Looks at every transaction as it commits and every request as it leaves, and knows what must be true of it.

It reads the rows themselves and asks no step, so it finds what the steps get wrong.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from countersign.model.amendment import Undo
from countersign.model.approval import ApprovalRequest, Vote
from countersign.model.effect import Attempt, AttemptState, Warrant
from countersign.model.plan import ProposedAction
from countersign.ports import Due, Key, Put, Queue, Replace, Row, Store, Table, Verifier, Write
from countersign.record import keys
from countersign.record.votes import grant_message
from countersign.sdk.contract import Request

# Written down once more, so that a slip in the policies shows: cents above which nothing goes out without so many different people.
PEOPLE_ABOVE = ((100_000, 2), (10_000, 1))
FINAL = {AttemptState.DONE, AttemptState.REJECTED, AttemptState.UNKNOWN}


@dataclass(frozen=True)
class Commit:
    """One transaction that took effect, with the rows it found."""

    store: Store
    writes: Sequence[Write]
    before: Mapping[Key, Row | None]
    now: datetime
    verifier: Verifier

    def written(self, table: Table, prefix: str) -> Iterator[tuple[Key, dict[str, Any]]]:
        for write in self.writes:
            if isinstance(write, Put | Replace) and write.key.table is table and write.key.sort.startswith(prefix):
                yield write.key, dict(write.row)

    def action(self, key: Key, digest: str) -> ProposedAction:
        row = self.store.get(Key(Table.STATE, key.partition, f"ACTION#{digest}"))
        return ProposedAction.from_json(dict(row or {}))

    def warrants(self) -> Iterator[tuple[Key, Warrant]]:
        return ((key, Warrant.from_json(row)) for key, row in self.written(Table.WARRANT, "WARRANT#"))

    def attempts(self) -> Iterator[tuple[Key, Attempt]]:
        return ((key, Attempt.from_json(row)) for key, row in self.written(Table.STATE, "ATTEMPT#"))


def _one_tenant(commit: Commit) -> Iterator[str]:
    if len({write.key.partition.split("|")[0] for write in commit.writes}) > 1:
        yield "I13: one transaction of two tenants"


def _append_only(commit: Commit) -> Iterator[str]:
    for write in commit.writes:
        if write.key.table is Table.AUDIT and not (isinstance(write, Put) and write.expect is None):
            yield "I10: a row of the record was written over"


def _recorded(commit: Commit) -> Iterator[str]:
    guarded = [*commit.warrants(), *((key, None) for key, _ in commit.attempts() if commit.before[key] is None)]
    if guarded and not any(write.key.table is Table.AUDIT for write in commit.writes):
        yield "I3: a warrant or an attempt without its row of the record"


def _current_bundle(commit: Commit) -> Iterator[str]:
    for _, warrant in commit.warrants():
        pointer = commit.store.get(keys.bundle_pointer(warrant.tenant))
        if pointer is None or pointer["digest"] != warrant.bundle:
            yield "I16: a warrant under a bundle that is not the current one"


def _switches_off(commit: Commit) -> Iterator[str]:
    opened = [(key, attempt.action) for key, attempt in commit.attempts() if _opens(commit, key, attempt)]
    for key, digest in [*((key, warrant.action) for key, warrant in commit.warrants()), *opened]:
        action = commit.action(key, digest)
        names = {"tenant": action.tenant, "connector": action.connector, "action": action.name, "intent": action.intent}
        for kind, name in names.items():
            row = commit.store.get(keys.switch(action.tenant, kind, name))
            if row is not None and row["thrown"]:
                yield f"I7: {kind} is switched off"


def _approved(commit: Commit) -> Iterator[str]:
    for key, warrant in commit.warrants():
        action = commit.action(key, warrant.action)
        people: set[str] = set()
        for name in warrant.grants:
            approval_id, voter = name.split("/")
            people.add(_authority(commit, keys.vote(warrant.tenant, approval_id, voter)))
            yield from _genuine(commit, warrant, action, keys.vote(warrant.tenant, approval_id, voter))
        needed = next((count for above, count in PEOPLE_ABOVE if action.money and action.money.amount_minor > above), 0)
        if len(people) < needed:
            yield f"I1: {action.name} warranted by {len(people)} people instead of {needed}"


def _authority(commit: Commit, vote: Key) -> str:
    """Whose right it was to answer so: two who use one are one (I5)."""
    grant = Vote.from_json(dict(commit.store.get(vote) or {})).grant
    return grant.on_behalf_of or grant.voter


def _genuine(commit: Commit, warrant: Warrant, action: ProposedAction, vote: Key) -> Iterator[str]:
    signed = Vote.from_json(dict(commit.store.get(vote) or {}))
    grant = signed.grant
    request = ApprovalRequest.from_json(dict(commit.store.get(keys.approval(grant.tenant, grant.approval_id)) or {}))
    if not commit.verifier.verify(grant_message(grant), b64decode(signed.signature), grant.key_id):
        yield "I6: a forged grant"
    if (grant.action, grant.case_id, grant.bundle) != (warrant.action, warrant.case_id, warrant.bundle) or grant.answer != "approve":
        yield "I6: a foreign grant"
    if grant.voter in request.lapsed:
        yield "I5: the answer of somebody who had lost the role"
    if commit.now >= grant.expires_at or grant.answered_at >= request.expires_at:
        yield "I6: an expired grant"
    if {grant.voter_name, grant.voter, f"{grant.voter_name}@larkfield.example"} & {action.requester, action.drafter}:
        yield "I5: the requester's or the drafter's own vote"


def _superseded(commit: Commit) -> Iterator[str]:
    """What a person put another action in the place of, and what came before its turn."""
    for key, warrant in commit.warrants():
        if commit.store.get(Key(Table.STATE, key.partition, f"EDIT#{warrant.action}")) is not None:
            yield "I4: an action that was edited is warranted"
        after = commit.action(key, warrant.action).after
        attempt = commit.store.get(Key(Table.STATE, key.partition, f"ATTEMPT#{after}")) if after else None
        if after and (attempt is None or attempt["state"] != "DONE"):
            yield "I1: warranted before what it comes after was done"


def _undone_once(commit: Commit) -> Iterator[str]:
    for key, warrant in commit.warrants():
        action = commit.action(key, warrant.action)
        if action.undoes is None:
            continue
        asked = Undo.from_json(dict(commit.store.get(Key(Table.STATE, key.partition, f"UNDO#{action.undoes}")) or {}))
        if asked.drawn != action.digest:
            yield "I2: an undo beside the one that was asked for"
        if commit.now >= asked.until:
            yield "I6: an undo after its time"


def _in_good_order(commit: Commit) -> Iterator[str]:
    for key, attempt in commit.attempts():
        row = commit.before[key]
        earlier = Attempt.from_json(dict(row)) if row else None
        if earlier is not None and earlier.state in FINAL and earlier != attempt:
            number = "I14" if earlier.state is AttemptState.UNKNOWN else "I2"
            yield f"{number}: an attempt that was {earlier.state} became {attempt.state}"
        if _opens(commit, key, attempt):
            warrant = commit.store.get(Key(Table.WARRANT, key.partition, f"WARRANT#{attempt.action}"))
            if warrant is None or commit.now >= Warrant.from_json(dict(warrant)).not_after:
                yield "I1: an attempt without a standing warrant"


def _errors_deny(commit: Commit) -> Iterator[str]:
    for _, decision in commit.written(Table.STATE, "DECISION#"):
        if decision["errors"] and decision["verdict"] != "DENY":
            yield f"I15: an error in deciding became {decision['verdict']}"


def _opens(commit: Commit, key: Key, attempt: Attempt) -> bool:
    row = commit.before[key]
    return attempt.state is AttemptState.OPEN and (row is None or row["epoch"] != attempt.epoch)


RULES: tuple[Callable[[Commit], Iterator[str]], ...] = (
    _one_tenant,
    _append_only,
    _recorded,
    _current_bundle,
    _switches_off,
    _approved,
    _superseded,
    _undone_once,
    _in_good_order,
    _errors_deny,
)


@dataclass
class Witness:
    """A store; `breaches` names the invariant first. `books` are the same rows, as no fate can keep the witness from seeing them."""

    inner: Store
    books: Store
    verifier: Verifier
    clock: Callable[[], datetime]
    breaches: list[str] = field(default_factory=list)
    proposed: dict[str, ProposedAction] = field(default_factory=dict)
    _written: dict[Key, None] = field(default_factory=dict)

    def get(self, key: Key) -> Row | None:
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
        return self.inner.query(table, partition, prefix, after=after, newest_first=newest_first, limit=limit)

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        return self.inner.due(before, limit, queue)

    def transact(self, writes: Sequence[Write]) -> None:
        before = {write.key: self.books.get(write.key) for write in writes}
        self.inner.transact(writes)
        commit = Commit(self.books, writes, before, self.clock(), self.verifier)
        self._written |= dict.fromkeys(write.key for write in writes)
        for key, row in commit.written(Table.STATE, "ACTION#"):
            if before[key] is None:
                action = ProposedAction.from_json(row)
                self.proposed[action.idempotency_key] = action
        for rule in RULES:
            self.breaches += rule(commit)

    def rows(self, prefix: str) -> list[tuple[Key, dict[str, Any]]]:
        """All rows of a kind, whosever they are."""
        found = ((key, self.books.get(key)) for key in self._written if key.sort.startswith(prefix))
        return [(key, dict(row)) for key, row in found if row is not None]

    def sent(self, request: Request) -> None:
        """A request that is not a read leaves the hub."""
        text = f"{request.headers} {request.body}"
        action = next((action for key, action in self.proposed.items() if key in text), None)
        if action is None:
            self.breaches.append("I1: a request that nobody proposed")
            return
        self.breaches += self._leaving(action, request)

    def _leaving(self, action: ProposedAction, request: Request) -> Iterator[str]:
        where = (action.tenant, action.case_id)
        if request != action.request.to_request():
            yield "I4: what is sent is not what was proposed"
        if self.books.get(keys.warrant(*where, action.digest)) is None:
            yield "I1: sent without a warrant"
        attempt = self.books.get(keys.attempt(*where, action.digest))
        if attempt is None or attempt["state"] != "OPEN":
            yield f"{'I14' if attempt and attempt['state'] == 'UNKNOWN' else 'I3'}: sent without an open attempt"
        record = self.books.query(Table.AUDIT, keys.case_partition(*where))
        if not any(event["type"] == "effect.attempted" and event["body"]["action"] == action.digest for event in record):
            yield "I3: sent before it was on record"
