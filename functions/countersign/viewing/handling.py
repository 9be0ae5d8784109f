"""Taking, noting and resolving what lies with people: each change once, over what the person has seen, and on the record."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from countersign.errors import PersonalDataErasedError, RequestRefusedError
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry
from countersign.model.handling import Assign, Assignee, Comment, Remark, Resolution, Resolve
from countersign.model.outcome import Escalation
from countersign.ports import Check, Directory, Put, Remove, Replace, Row, Store, Write, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.escalations import kept
from countersign.record.rows import load_salt
from countersign.record.standing import read_standing
from countersign.record.words import on_record
from countersign.viewing.closing import measured
from countersign.viewing.held import Held, exception, named_exception
from countersign.viewing.unknown_effects import effect_in_doubt

ROUNDS = 5


@dataclass(frozen=True)
class Desk:
    """Where one person works on what lies with people. Every answer is how the exception stands afterwards.

    All raise RequestRefusedError: 403 for somebody in no group, 404, and 409 with `state` CHANGED when others were quicker.
    """

    store: Store
    person: Voter
    now: datetime

    def assign(self, directory: Directory, case_id: str, subject: str, given: Assign) -> dict[str, Any]:
        """Give it to somebody, or to nobody; also raises RequestRefusedError (422) for a name that nobody in a group has."""
        held = self._seen(case_id, subject, given.version)
        if held.escalation.settled_at is not None:
            raise RequestRefusedError(409, "This is resolved. Open it again before somebody takes it.", state="SETTLED")
        assignee = self._assignee(directory, given.to) if given.to else None
        writes: list[Write] = [
            _changed(held, {"assignee": assignee}),
            Check(keys.escalation(self.person.tenant, case_id, subject), _as_read(held.escalation)),
            _in_the_list_of_the_taken(held, assignee),
        ]
        return self._commit(held, "exception.assigned", {"assignee": assignee.subject if assignee else None}, writes)

    def comment(self, case_id: str, subject: str, given: Remark) -> dict[str, Any]:
        """Add a note; of two at once both are kept."""
        said = Comment(by=self.person.subject, name=self.person.name, at=self.now, text=given.text)
        for _ in range(ROUNDS):
            held = self._allowed(case_id, subject)
            self._require_words(held)
            number = held.handling.comments
            row = Put(keys.comment(self.person.tenant, case_id, subject, number), said.to_json())
            body = {"number": number, "comment": self._on_record("comment", held, said)}
            with suppress(WriteRefusedError):
                return self._keep(held, "exception.commented", body, [_changed(held, {"comments": number + 1}), row])
        raise _changed_meanwhile()

    def resolve(self, case_id: str, subject: str, given: Resolve) -> dict[str, Any]:
        """Say that there is nothing left to see to, or that there is again; the case stands accordingly from then on.

        Not for an unknown effect, of which people say instead whether it happened.
        """
        held = self._seen(case_id, subject, given.version)
        self._require_words(held)
        if given.reason is None:
            return self._reopen(held)
        if held.escalation.settled_at is not None:
            raise RequestRefusedError(409, "This is resolved already.", state="SETTLED")
        self._require_known_effect(held)
        resolution = Resolution(by=self.person.subject, name=self.person.name, at=self.now, reason=given.reason)
        settled = held.escalation.model_copy(update={"settled_at": self.now, "settled_by": self.person.subject})
        writes = [_changed(held, {"resolution": resolution, "assignee": None}), *self._stands(held, settled)]
        return self._commit(held, "exception.resolved", {"resolution": self._on_record("resolution", held, resolution)}, writes)

    def _on_record(self, kind: str, held: Held, said: Comment | Resolution) -> str:
        return on_record(self.store, self.person.tenant, held.ref.case_id, kind, said)

    def _require_words(self, held: Held) -> None:
        try:
            if held.case:
                load_salt(self.store, held.case)
        except PersonalDataErasedError:
            told = "The customer's data was erased, and with it the key under which words about this case are kept."
            raise RequestRefusedError(409, told, state="ERASED") from None

    def _reopen(self, held: Held) -> dict[str, Any]:
        if held.escalation.settled_by is None:
            raise RequestRefusedError(409, "Nobody has resolved this by hand, so there is nothing to open again.", state="OPEN")
        opened = held.escalation.model_copy(update={"settled_at": None, "settled_by": None})
        writes = [_changed(held, {"resolution": None}), *self._stands(held, opened)]
        return self._commit(held, "exception.reopened", {}, writes)

    def _allowed(self, case_id: str, subject: str) -> Held:
        if not self.person.groups:
            raise RequestRefusedError(403, "This is for people who are in a group of the company.")
        return named_exception(self.store, self.person.tenant, case_id, subject)

    def _seen(self, case_id: str, subject: str, version: str) -> Held:
        held = self._allowed(case_id, subject)
        if held.version != version:
            raise _changed_meanwhile()
        return held

    def _assignee(self, directory: Directory, name: str) -> Assignee:
        if name == self.person.name:
            return Assignee(subject=self.person.subject, name=name)
        account = directory.find(self.person.tenant, name)
        if account is None or not account.enabled or not account.groups:
            raise RequestRefusedError(422, "Nobody of that name may take this. Give the user name of somebody in a group.")
        return Assignee(subject=account.subject, name=account.name)

    def _require_known_effect(self, held: Held) -> None:
        if held.case and effect_in_doubt(self.store, held.case, held.ref.subject):
            raise RequestRefusedError(409, "Nobody knows whether this happened. Find out, and say so instead.", state="UNKNOWN")

    def _stands(self, held: Held, escalation: Escalation) -> Sequence[Write]:
        """The escalation as it is from now on, and the case with it."""
        writes = kept(escalation, _as_read(held.escalation))
        if held.case is None:
            return writes
        standing = read_standing(self.store, held.case).with_escalations([escalation])
        return [*writes, *measured(self.store, held.case, standing, self.now)]

    def _commit(self, held: Held, type_: str, body: Mapping[str, Any], writes: Sequence[Write]) -> dict[str, Any]:
        try:
            return self._keep(held, type_, body, writes)
        except WriteRefusedError:
            raise _changed_meanwhile() from None

    def _keep(self, held: Held, type_: str, body: Mapping[str, Any], writes: Sequence[Write]) -> dict[str, Any]:
        """Raises WriteRefusedError."""
        entry = AuditEntry(type=type_, actor=self.person.subject, body={"subject": held.ref.subject, **body})
        audit.commit(self.store, held.ref.tenant, held.ref.case_id, entry, writes, now=self.now)
        return exception(self.store, held.ref.tenant, held.ref.case_id, held.ref.subject)


def _as_read(escalation: Escalation) -> Row:
    """The condition that nobody listed or settled it since."""
    row = escalation.to_json()
    return {name: row[name] for name in ("reason", "at", "settled_at")}


def _changed(held: Held, changes: Mapping[str, object]) -> Put:
    before = held.handling.changes
    handling = held.handling.model_copy(update={**changes, "changes": before + 1})
    key = keys.handling(held.ref.tenant, held.ref.case_id, held.ref.subject)
    return Put(key, handling.to_json(), expect={"changes": before} if before else None)


def _in_the_list_of_the_taken(held: Held, assignee: Assignee | None) -> Write:
    entry = keys.assigned_entry(held.ref.tenant, held.ref.case_id, held.ref.subject)
    if assignee is None:
        return Remove(entry)
    return Replace(entry, {"case_id": held.ref.case_id, "subject": held.ref.subject, "assignee": assignee.to_json()})


def _changed_meanwhile() -> RequestRefusedError:
    return RequestRefusedError(409, "This was changed meanwhile. Look again.", state="CHANGED")
