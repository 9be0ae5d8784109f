"""One call from arrival to answer: served, spoiled by a fault if one stands, and written into the journal."""

import hashlib
from dataclasses import dataclass
from typing import Any

from countersign.local.sandbox.company import Company
from countersign.local.sandbox.exchange import Call, RefusedError, Reply
from countersign.local.sandbox.faults import FaultKind, FaultOrder
from countersign.local.sandbox.routes import find_desk
from countersign.local.sandbox.seeding import stamp


@dataclass(frozen=True)
class Answer:
    """The reply, and what goes wrong while it is given."""

    reply: Reply
    fault: FaultOrder | None = None


def attend(company: Company, call: Call, fault: FaultOrder | None) -> Answer:
    """Serve a call; `fault` may keep it from being served, or spoil the reply afterwards."""
    try:
        desk = find_desk(company, call)
        reply = _spoiled_before(fault) if fault is not None and fault.kind.prevents else desk.serve(company, call)
    except RefusedError as error:
        reply = error.reply
    shown = reply if fault is None else _spoiled_after(reply, fault)
    _write_journal(company, call, shown, effect=reply.effect, fault=fault)
    return Answer(shown, fault)


def _spoiled_before(fault: FaultOrder) -> Reply:
    if fault.kind is FaultKind.RATE_LIMIT_429:
        headers = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        return Reply(429, {"error": {"code": "rate_limited", "message": "too many requests"}}, headers)
    return Reply(500, {"error": {"code": "internal", "message": "something went wrong"}})


def _spoiled_after(reply: Reply, fault: FaultOrder) -> Reply:
    if fault.kind is FaultKind.ERROR_500_AFTER_EFFECT:
        return Reply(500, {"error": {"code": "internal", "message": "something went wrong"}})
    if fault.kind is FaultKind.WRONG_JSON:
        return Reply(reply.status, {"status": "ok"})
    return reply


def _write_journal(company: Company, call: Call, reply: Reply, *, effect: bool, fault: FaultOrder | None) -> None:
    if not call.system:
        return
    entry: dict[str, Any] = {
        "at": stamp(call.now),
        "system": call.system,
        "method": call.method,
        "path": call.path,
        "query": dict(call.query),
        "key": call.idempotency_key or call.body.get("external_id") or call.body.get("label"),
        "status": reply.status,
        "effect": effect,
        "fault": fault.kind if fault else None,
        "request_id": call.request_id,
        "body_digest": hashlib.sha256(call.raw_body).hexdigest(),
        "body_bytes": len(call.raw_body),
        "body": call.raw_body.decode(errors="replace"),
    }
    company.documents.note(call.system, entry)
