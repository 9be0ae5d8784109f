"""Whether everything that was done had its authority: a decision before it, and behind the decision the right people's signed answers."""

import binascii
from base64 import b64decode
from collections.abc import Iterator, Sequence

from countersign.model.approval import Grant, SignedGrant
from countersign.model.audit import AuditEvent
from countersign.model.effect import Warrant
from countersign.proof.claims import ANSWERED, ATTEMPTED, DECIDED, LAPSED
from countersign.proof.trust import PublicKey
from countersign.record import votes

Finding = tuple[int, str]


def unauthorised(record: Sequence[AuditEvent], warrants: Sequence[Warrant], grants: Sequence[Grant]) -> Iterator[Finding]:
    """Sequence and reason for each event that lacks its authority; `grants` are those whose signature is genuine (I1, I3, I4, I6)."""
    for event in record:
        if event.type == ATTEMPTED:
            yield from _attempt(event, record, warrants)
        elif event.type.startswith("effect.") and not _before(record, event, ATTEMPTED):
            yield event.sequence, "an effect without an attempt before it"
        elif event.type == DECIDED and event.body["approvals"]:
            yield from _approved(event, [grant for grant in grants if _answers(grant, event, record)])
        elif event.type == ANSWERED and not any(_is_of(grant, event) for grant in grants):
            yield event.sequence, "an answer without a signed grant"


def genuine(signed: SignedGrant, key: PublicKey) -> bool:
    """Whether the grant key signed this answer."""
    try:
        signature = b64decode(signed.signature, validate=True)
    except binascii.Error:
        return False
    return key.verifies(votes.grant_message(signed.grant), signature)


def _attempt(event: AuditEvent, record: Sequence[AuditEvent], warrants: Sequence[Warrant]) -> Iterator[Finding]:
    action = event.body["action"]
    decisions = [each for each in record[: event.sequence] if each.type == DECIDED and each.body["warrant"] == action]
    if not decisions:
        yield event.sequence, "an attempt that no decision warranted"
        return
    standing = [each for each in warrants if (each.tenant, each.case_id, each.action) == (event.tenant, event.case_id, action)]
    if not any(_written_by(warrant, decision) for warrant in standing for decision in decisions):
        yield event.sequence, "an attempt without the warrant of its decision"
    elif not any(event.at < warrant.not_after and warrant.idempotency_key == event.body["key"] for warrant in standing):
        yield event.sequence, "an attempt that its warrant does not cover"


def _written_by(warrant: Warrant, decision: AuditEvent) -> bool:
    return (warrant.bundle, warrant.written_at) == (decision.body["bundle"], decision.at)


def _approved(decision: AuditEvent, grants: Sequence[Grant]) -> Iterator[Finding]:
    given = votes.per_role(grants)
    for role, count in decision.body["approvals"].items():
        if given.get(role, 0) < count:
            yield decision.sequence, f"a decision that counts more answers for {role} than were given"


def _answers(grant: Grant, decision: AuditEvent, record: Sequence[AuditEvent]) -> bool:
    """Whether the grant approves exactly what was decided, was still good then, and is on the record before it."""
    asked = (decision.tenant, decision.case_id, decision.body["action"], decision.body["bundle"])
    return (
        grant.answer == "approve"
        and (grant.tenant, grant.case_id, grant.action, grant.bundle) == asked
        and decision.at < grant.expires_at
        and any(event.type == ANSWERED and _is_of(grant, event) for event in record[: decision.sequence])
        and not any(event.type == LAPSED and _struck(grant, event) for event in record[: decision.sequence])
    )


def _is_of(grant: Grant, answered: AuditEvent) -> bool:
    names = ("approval_id", "action", "answer", "role", "voter", "on_behalf_of", "via")
    return all(getattr(grant, name) == answered.body[name] for name in names)


def _struck(grant: Grant, lapsed: AuditEvent) -> bool:
    return grant.approval_id == lapsed.body["approval_id"] and grant.voter in lapsed.body["voters"]


def _before(record: Sequence[AuditEvent], event: AuditEvent, type_: str) -> bool:
    return any(each.type == type_ and each.body["action"] == event.body["action"] for each in record[: event.sequence])
