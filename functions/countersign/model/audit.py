"""The record: what happened, in an order nobody can change unseen."""

from typing import Any

from countersign.model.canonical import digest
from countersign.model.frozen import Digest, Frozen, Moment

AUDIT_TAG = "countersign-audit-v1"
GENESIS = "0" * 64


class AuditEntry(Frozen):
    """What a step has to say. `body` holds identifiers, codes, sums and digests: never text, personal data or secrets."""

    type: str
    actor: str
    body: dict[str, Any]


class AuditEvent(Frozen):
    """An entry in its place in the case's hash chain."""

    tenant: str
    case_id: str
    sequence: int
    at: Moment
    type: str
    actor: str
    body: dict[str, Any]
    previous: Digest
    hash: Digest

    def expected_hash(self) -> str:
        """What `hash` must be for this content."""
        return digest(AUDIT_TAG, {key: value for key, value in self.to_json().items() if key != "hash"})
