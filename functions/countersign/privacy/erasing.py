"""Erasing a customer's data: one person asks, another agrees, and in that moment nothing is readable any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from countersign.errors import RequestRefusedError
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry
from countersign.model.case import Case
from countersign.model.frozen import Frozen
from countersign.model.privacy import Erase, Erasure, ErasureState, Subject
from countersign.ports import Key, Put, Remove, Write, WriteRefusedError
from countersign.privacy.cleaning import Cleaner
from countersign.privacy.holdings import cases_of
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.obstacles import obstacles
from countersign.privacy.ports import Objects, Rows
from countersign.privacy.sealed_store import SealedStore
from countersign.record import audit, keys
from countersign.record.paging import FIRST, Listing, Page, Wanted, page
from countersign.record.rows import find, load

# Overwritten within one call, which may take 20 seconds; whoever asked comes again for the rest.
BATCH = 20


class Erasing(Frozen):
    """Where an erasure stands. `left` is how many cases are still to be overwritten: call again."""

    erasure: Erasure
    left: int


@dataclass(frozen=True)
class Eraser:
    """What one person of compliance works with: `rows` and `objects` as they lie there."""

    rows: Rows
    objects: Objects
    ring: KeyRing
    person: Voter
    now: datetime

    def erase(self, given: Erase) -> Erasing:
        """Ask, or agree, or go on; what was done before is not done again.

        Raises RequestRefusedError: 404 for a customer of whom nothing is held, 409 for one whose data may not be erased now, 422 for who
        asks without a reason.
        """
        subject = find(self.rows, keys.subject(self.person.tenant, given.customer_id), Subject)
        if subject is None:
            raise RequestRefusedError(404, "Nothing is held about this customer.")
        return _Errand(self, given, subject).run()

    def erasures(self, wanted: Wanted = FIRST) -> Page:
        """All that were asked for, by key; raises RequestRefusedError (400)."""
        return page(self.rows, Listing(keys.erasures(self.person.tenant), lambda row: str(row["key_id"])), wanted)


@dataclass(frozen=True)
class _Errand:
    """One call about one customer, as `before` says that it stands."""

    hub: Eraser
    given: Erase
    before: Subject

    def run(self) -> Erasing:
        if self.before.erasing is not None:
            return self._go_on(self.before.erasing)
        key_id = str(self.before.key_id)
        asked = find(self.hub.rows, self._row(key_id), Erasure)
        self._require_erasable()
        if asked is None or not asked.is_asked(self.hub.now):
            return self._ask(key_id, asked)
        self._agree(asked)
        return self._go_on(key_id)

    def _require_erasable(self) -> None:
        found = next(obstacles(SealedStore(self.hub.rows, self.hub.ring), self._cases), None)
        if found:
            raise RequestRefusedError(409, found, state="HELD")

    def _ask(self, key_id: str, before: Erasure | None) -> Erasing:
        if self.given.reason is None:
            raise RequestRefusedError(422, "An erasure needs a reason: a reference to the request, and no name.")
        person = self.hub.person
        asked = Erasure(
            key_id=key_id,
            state=ErasureState.ASKED,
            reason=self.given.reason,
            asked_by=person.subject,
            asked_name=person.name,
            asked_person=person.person,
            asked_at=self.hub.now,
        )
        expect = {"asked_at": before.to_json()["asked_at"]} if before else None
        self._commit("erasure.asked", asked, [Put(self._row(key_id), asked.to_json(), expect=expect)])
        return Erasing(erasure=asked, left=0)

    def _agree(self, asked: Erasure) -> None:
        """The key is destroyed here, if no case of the customer has come meanwhile."""
        person = self.hub.person
        if asked.asked_by == person.subject or (asked.asked_person and asked.asked_person == person.person):
            raise RequestRefusedError(409, "You asked for this. A second person of compliance has to agree.", state=asked.state)
        agreed = {"agreed_by": person.subject, "agreed_name": person.name, "agreed_at": self.hub.now, "cases": self.before.cases}
        erasure = asked.model_copy(update={**agreed, "state": ErasureState.ERASING})
        unchanged = {"key_id": self.before.key_id, "cases": self.before.cases}
        writes: list[Write] = [
            Remove(keys.data_key(person.tenant, asked.key_id)),
            Put(self._subject, Subject(erasing=asked.key_id).to_json(), expect=unchanged),
            Put(self._row(asked.key_id), erasure.to_json(), expect={"asked_at": asked.to_json()["asked_at"], "state": asked.state.value}),
        ]
        self._commit("erasure.agreed", erasure, writes)
        self.hub.ring.forget(person.tenant, asked.key_id)

    def _go_on(self, key_id: str) -> Erasing:
        erasure = load(self.hub.rows, self._row(key_id), Erasure)
        under_it = [case for case in self._cases if case.personal_key == key_id]
        cleaner = Cleaner(self.hub.rows, str(erasure.agreed_by), self.hub.now)
        try:
            for case in under_it[:BATCH]:
                cleaner.clean(case)
        except WriteRefusedError:
            raise _changed_meanwhile() from None
        if under_it[BATCH:]:
            return Erasing(erasure=erasure, left=len(under_it) - BATCH)
        self.hub.objects.forget(f"{self.hub.person.tenant}/{key_id}/")
        return self._finish(erasure)

    def _finish(self, erasure: Erasure) -> Erasing:
        done = erasure.model_copy(update={"state": ErasureState.DONE})
        subject = load(self.hub.rows, self._subject, Subject)
        unchanged = subject.to_json()
        # A customer who has written again meanwhile stays, under a new key.
        stays = Put(self._subject, {**unchanged, "erasing": None}, expect=unchanged)
        writes = [Put(self._row(done.key_id), done.to_json(), expect={"state": ErasureState.ERASING.value})]
        self._commit("erasure.done", done, [*writes, stays if subject.key_id else Remove(self._subject, expect=unchanged)])
        return Erasing(erasure=done, left=0)

    @cached_property
    def _cases(self) -> Sequence[Case]:
        return cases_of(self.hub.rows, self.hub.person.tenant, self.given.customer_id)

    @property
    def _subject(self) -> Key:
        return keys.subject(self.hub.person.tenant, self.given.customer_id)

    def _row(self, key_id: str) -> Key:
        return keys.erasure(self.hub.person.tenant, key_id)

    def _commit(self, type_: str, erasure: Erasure, writes: Sequence[Write]) -> None:
        entry = AuditEntry(type=type_, actor=self.hub.person.subject, body={"key": erasure.key_id, "cases": erasure.cases})
        try:
            audit.commit(self.hub.rows, self.hub.person.tenant, audit.CONTROL, entry, writes, now=self.hub.now)
        except WriteRefusedError:
            raise _changed_meanwhile() from None


def _changed_meanwhile() -> RequestRefusedError:
    return RequestRefusedError(409, "Something of this customer changed at the same moment. Look again.", state="CHANGED")
