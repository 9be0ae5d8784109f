"""What is held about a customer, for who asks for access to it (GDPR, article 15)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from countersign.errors import RequestRefusedError
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry
from countersign.model.case import Case, Interaction
from countersign.model.ledger import CustomerLedger
from countersign.model.privacy import About, Subject
from countersign.ports import Content, Key, Store, Table
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.personal import PERSONAL, SECRET, kind_of
from countersign.privacy.ports import Rows
from countersign.privacy.sealed_store import SealedStore
from countersign.record import audit, indexes, keys
from countersign.record.rows import find


@dataclass(frozen=True)
class Holdings:
    """What one person of compliance looks with: `rows` as they lie there, `content` unsealed."""

    rows: Rows
    content: Content
    ring: KeyRing
    person: Voter
    now: datetime

    def show(self, about: About) -> dict[str, Any]:
        """Everything, case by case, and the sums that limits look at; that somebody looked is put on record.

        Raises RequestRefusedError (404) for a customer of whom nothing is held.
        """
        tenant = self.person.tenant
        subject = find(self.rows, keys.subject(tenant, about.customer_id), Subject)
        if subject is None:
            raise RequestRefusedError(404, "Nothing is held about this customer.")
        entry = AuditEntry(type="customer.shown", actor=self.person.subject, body={"key": subject.key_id or subject.erasing})
        audit.commit(self.rows, tenant, audit.CONTROL, entry, [], now=self.now)
        ledger = find(self.rows, keys.customer_ledger(tenant, about.customer_id), CustomerLedger)
        return {
            "customer_id": about.customer_id,
            "key": subject.key_id,
            "erasing": subject.erasing is not None,
            "cases": [self._case(case) for case in cases_of(self.rows, tenant, about.customer_id)],
            "sums": ledger.to_json()["days"] if ledger else {},
        }

    def _case(self, case: Case) -> dict[str, Any]:
        store, partition = SealedStore(self.rows, self.ring), keys.case_partition(case.tenant, case.case_id)
        shown = case.to_json()
        return {
            **{name: shown[name] for name in ("case_id", "state", "ticket_id", "channel", "requester", "received_at")},
            "message": self._message(case),
            "rows": [row for where in (partition, *approvals_of(store, case)) for row in self._personal(store, where)],
        }

    def _message(self, case: Case) -> dict[str, Any] | None:
        try:
            message = Interaction.model_validate_json(self.content.get(case.content_key))
        except KeyError:
            return None
        return {"subject": message.subject, "text": message.text}

    def _personal(self, store: Store, partition: str) -> Iterator[Mapping[str, Any]]:
        for sort in self.rows.sorts(Table.STATE, partition):
            fields = PERSONAL.get(kind_of(sort), {}).keys() - SECRET
            row = store.get(Key(Table.STATE, partition, sort)) or {}
            told = {name: row[name] for name in sorted(fields) if row.get(name)}
            if told:
                yield {"kind": kind_of(sort), **told}


def cases_of(store: Store, tenant: str, customer_id: str) -> Sequence[Case]:
    """The customer's cases that were not erased, the oldest first."""
    listed = store.query(Table.STATE, indexes.cases_of_customer(tenant, customer_id).partition)
    found = [find(store, keys.case(tenant, str(row["case_id"])), Case) for row in listed]
    return [case for case in found if case]


def approvals_of(store: Store, case: Case) -> Iterator[str]:
    """The partitions where the answers to what was asked in this case lie."""
    for pointer in store.query(Table.STATE, keys.case_partition(case.tenant, case.case_id), "APPROVAL#"):
        yield keys.approval_partition(case.tenant, str(pointer["approval_id"]))
