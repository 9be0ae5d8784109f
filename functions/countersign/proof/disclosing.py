"""What the record of a case commits to, as far as it can still be told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from countersign.errors import PersonalDataErasedError
from countersign.model.audit import AuditEvent
from countersign.model.case import CaseRef
from countersign.model.commitment import opening
from countersign.model.decision import Grounds
from countersign.ports import Store
from countersign.proof.bundle import Disclosure
from countersign.proof.claims import DECIDED, RECEIVED
from countersign.record import keys
from countersign.record.rows import find, load_case, load_salt


@dataclass(frozen=True)
class Discloser:
    """Whose case it was, and what each decision rested on: never what the customer wrote."""

    store: Store

    def disclosures(self, record: Sequence[AuditEvent]) -> Iterator[Disclosure]:
        """In the order of the record; nothing of what was erased."""
        for event in record:
            if event.type == RECEIVED:
                yield from self._whose(event)
            elif event.type == DECIDED and event.body["facts"]:
                yield from self._facts(event)

    def _whose(self, event: AuditEvent) -> Iterator[Disclosure]:
        ref = CaseRef(tenant=event.tenant, case_id=event.case_id)
        try:
            salt = load_salt(self.store, ref)
        except PersonalDataErasedError:
            return
        case = load_case(self.store, ref)
        for field, value in (("customer", case.customer_id), ("ticket", case.ticket_id)):
            yield Disclosure(sequence=event.sequence, field=field, opening=opening(salt, field), value=value)

    def _facts(self, event: AuditEvent) -> Iterator[Disclosure]:
        grounds = find(self.store, keys.grounds(event.tenant, event.case_id, event.body["facts"]), Grounds)
        if grounds and grounds.facts:
            yield Disclosure(sequence=event.sequence, field="facts", opening=grounds.opening, value=grounds.facts)
