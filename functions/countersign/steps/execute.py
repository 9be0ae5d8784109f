"""execute: carry out one warranted action once, or know that it is unknown. Cannot decide.

The road of DESIGN section 5: the warrant stands, an attempt is opened before anything is sent, one request, the attempt is closed. Whoever
meets an attempt that was left open looks first, and sends again only under a vendor key that outlasts the warrant; else a person (I14).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from countersign.errors import (
    ActionAlteredError,
    ConnectorBusyError,
    EffectRejectedError,
    EffectUnknownError,
    NotWarrantedError,
    TransientHubError,
)
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.effect import WARRANT_LIFE, Attempt, AttemptState, Warrant
from countersign.model.plan import ProposedAction
from countersign.ports import (
    Catalogue,
    Check,
    Key,
    MaybeSentError,
    NotSentError,
    Power,
    Put,
    Replace,
    SecretUnavailableError,
    Store,
    Transport,
    Write,
    WriteRefusedError,
)
from countersign.record import audit, keys, switches
from countersign.record.escalations import listed
from countersign.record.rows import find, load_action
from countersign.sdk.contract import Applied, NotApplied, Outcome, Unknown, VendorError
from countersign.sdk.errors import ReadRefusedError, ReadUnavailableError

# One request to the system, and one dialogue to look it up, within the function's 30 s.
SEND_SECONDS = 8.0
LOOK_UP_SECONDS = 8.0
# Nobody works on an attempt longer than the function may run; after that another may look into it.
LEASE = timedelta(seconds=45)
BUSY = frozenset({"rate_limited", "unavailable"})


@dataclass(frozen=True)
class Executor:
    """What the step works with."""

    store: Store
    catalogue: Catalogue
    transport: Transport


def execute(hub: Executor, ref: CaseRef, warranted: str, *, now: datetime) -> Attempt:
    """Do the warranted action, or find that it was done already.

    Raises NotWarrantedError, EffectRejectedError, EffectUnknownError (never to be retried), ConnectorBusyError and TransientHubError (to
    be retried: certainly nothing happened outside, or another worker holds the attempt).
    """
    earlier = find(hub.store, keys.attempt(ref.tenant, ref.case_id, warranted), Attempt)
    if earlier is not None and earlier.state in _FINAL:
        return _final(earlier)
    try:
        action = load_action(hub.store, ref, warranted)
    except ActionAlteredError as error:
        raise NotWarrantedError("the stored action is not the one that was warranted") from error
    effect = _Effect(hub, ref, action, now)
    if earlier is not None and earlier.state is AttemptState.OPEN:
        return effect.take_over(earlier)
    return effect.first(earlier)


_FINAL = frozenset({AttemptState.DONE, AttemptState.REJECTED, AttemptState.UNKNOWN})


def _final(attempt: Attempt) -> Attempt:
    if attempt.state is AttemptState.REJECTED:
        raise EffectRejectedError(attempt.error)
    if attempt.state is AttemptState.UNKNOWN:
        raise EffectUnknownError(attempt.error)
    return attempt


@dataclass(frozen=True)
class _Effect:
    hub: Executor
    ref: CaseRef
    action: ProposedAction
    now: datetime

    def first(self, refused: Attempt | None) -> Attempt:
        """Nothing is on its way: open an attempt, send, close. `refused` is an earlier attempt that certainly had no effect."""
        attempt = self._open(refused, opened_at=self.now)
        return self._close(attempt, self._certain(self._send()))

    def take_over(self, left: Attempt) -> Attempt:
        """Somebody opened an attempt and did not close it: the request may have arrived."""
        if self.now < left.lease_until:
            raise TransientHubError("another worker is carrying this out")
        attempt = self._open(left, opened_at=left.opened_at)
        found = self._look_up(_timed_out("an earlier attempt was not closed"))
        if isinstance(found, Applied) or not self._same_key_is_safe():
            return self._close(attempt, found)
        return self._close(attempt, self._certain(self._send()))

    def _open(self, earlier: Attempt | None, *, opened_at: datetime) -> Attempt:
        epoch = earlier.epoch + 1 if earlier else 1
        attempt = Attempt(
            action=self.action.digest,
            epoch=epoch,
            state=AttemptState.OPEN,
            opened_at=opened_at,
            lease_until=self.now + LEASE,
            vendor_id=None,
            result={},
            error=None,
        )
        warrant = self._standing_warrant()
        # The state too: its holder may have closed it since it was read, and what is final is never opened again.
        expect = {"epoch": earlier.epoch, "state": earlier.state.value} if earlier else None
        writes: list[Write] = [
            Check(keys.warrant(self.ref.tenant, self.ref.case_id, self.action.digest), {"bundle": warrant.bundle}),
            *switches.all_off(self.action),
            *([] if earlier else [self._in_the_days_list()]),
            Put(self._key(), attempt.to_json(), expect=expect, due_at=attempt.lease_until),
        ]
        try:
            self._commit("effect.attempted", {"epoch": epoch, "key": self.action.idempotency_key}, writes)
        except WriteRefusedError as refusal:
            if any(position < len(writes) - 1 for position in refusal.failed):
                raise NotWarrantedError("a switch was thrown after the decision") from refusal
            raise TransientHubError("another worker opened the attempt") from refusal
        return attempt

    def _standing_warrant(self) -> Warrant:
        warrant = find(self.hub.store, keys.warrant(self.ref.tenant, self.ref.case_id, self.action.digest), Warrant)
        if warrant is None:
            raise NotWarrantedError("there is no warrant for this action")
        if self.now >= warrant.not_after:
            raise NotWarrantedError("the warrant is over its deadline")
        return warrant

    def _send(self) -> Outcome:
        connector = self.hub.catalogue.connector(self.action.name)
        request, late_bound = self.action.request.to_request(), self.hub.catalogue.descriptor(self.action.name).late_bound
        try:
            response = self.hub.transport.send(
                self.ref.tenant, connector, request, power=Power.WRITE, deadline_seconds=SEND_SECONDS, late_bound=late_bound
            )
        except (NotSentError, SecretUnavailableError):
            return NotApplied(error=VendorError(kind="unavailable", safe_message="the system could not be reached"))
        except MaybeSentError:
            return _timed_out("the system did not answer")
        try:
            return connector.interpret(self.action.name, request, response)
        except Exception:  # noqa: BLE001  vendor code may raise anything, and the request has arrived
            return Unknown(error=VendorError(kind="unexpected", safe_message="the connector cannot make sense of the answer"))

    def _certain(self, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Unknown):
            return outcome
        found = self._look_up(outcome)
        if isinstance(found, NotApplied) and not self._same_key_is_safe():
            # The request may still be on its way; whoever looks after the lease knows that it is not.
            raise TransientHubError("not there yet")
        return found

    def _look_up(self, unknown: Unknown) -> Outcome:
        """What the system itself says of an unknown outcome; still Unknown if it cannot say."""
        connector = self.hub.catalogue.connector(self.action.name)
        dialogue = connector.reconcile(self.action.name, self.action.request.to_request(), key=self.action.idempotency_key)
        try:
            found = self.hub.transport.converse(self.ref.tenant, connector, dialogue, deadline_seconds=LOOK_UP_SECONDS, power=Power.WRITE)
        except (ReadUnavailableError, ReadRefusedError, SecretUnavailableError):
            return unknown
        # Not refused, only not there: it may be tried again.
        return _not_there(found) if isinstance(found, NotApplied) else found

    def _same_key_is_safe(self) -> bool:
        """The system honours our key for as long as anybody may send: a shorter window could end before a delayed request's repeat."""
        idempotency = self.hub.catalogue.descriptor(self.action.name).idempotency
        if idempotency is None or idempotency.window_seconds is None:
            return False
        return timedelta(seconds=idempotency.window_seconds) >= WARRANT_LIFE + LEASE

    def _close(self, attempt: Attempt, outcome: Outcome) -> Attempt:
        closed = attempt.model_copy(update=_closing(outcome))
        body = {"epoch": closed.epoch, "state": closed.state, "vendor_id": closed.vendor_id, "error": closed.error}
        expect = {"epoch": closed.epoch, "state": AttemptState.OPEN.value}
        writes: list[Write] = [Put(self._key(), closed.to_json(), expect=expect)]
        if closed.state is AttemptState.UNKNOWN:
            writes += listed(self.ref, self.action.digest, EffectUnknownError.__name__, self.now)
        try:
            self._commit(f"effect.{closed.state.lower()}", body, writes)
        except WriteRefusedError as refusal:
            raise TransientHubError("another worker took the attempt over") from refusal
        if closed.state is AttemptState.NOT_APPLIED:
            raise ConnectorBusyError(closed.error)
        return _final(closed)

    def _in_the_days_list(self) -> Write:
        """By which a system's own list is compared with what was attempted on a day."""
        row = {"case_id": self.ref.case_id, "action": self.action.digest}
        return Replace(keys.effect_entry(self.ref.tenant, self.now, self.ref.case_id, self.action.digest), row)

    def _key(self) -> Key:
        return keys.attempt(self.ref.tenant, self.ref.case_id, self.action.digest)

    def _commit(self, type_: str, body: dict[str, object], writes: Sequence[Write]) -> None:
        entry = AuditEntry(type=type_, actor="execute", body={"action": self.action.digest, "name": self.action.name, **body})
        audit.commit(self.hub.store, self.ref.tenant, self.ref.case_id, entry, writes, now=self.now)


def _closing(outcome: Outcome) -> dict[str, object]:
    match outcome:
        case Applied():
            return {"state": AttemptState.DONE, "vendor_id": outcome.vendor_id, "result": outcome.result}
        case NotApplied(error=error) if error.kind in BUSY:
            return {"state": AttemptState.NOT_APPLIED, "error": f"{error.kind}: {error.safe_message}"}
        case NotApplied(error=error):
            return {"state": AttemptState.REJECTED, "error": f"{error.kind}: {error.safe_message}"}
        case Unknown(error=error):
            return {"state": AttemptState.UNKNOWN, "error": f"{error.kind}: {error.safe_message}"}


def _not_there(found: NotApplied) -> NotApplied:
    return NotApplied(error=found.error.model_copy(update={"kind": "unavailable"}))


def _timed_out(message: str) -> Unknown:
    return Unknown(error=VendorError(kind="timeout", safe_message=message))
