"""Asking that an effect be undone. Nothing is undone here: plan draws it up, and gate decides like on any other action."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.model.amendment import Asked, Undo, Window
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry
from countersign.model.commitment import committed
from countersign.model.effect import Attempt, AttemptState
from countersign.model.plan import ProposedAction
from countersign.model.settlement import EffectRef
from countersign.ports import Put, Store, Workflows, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.reopening import reopened
from countersign.record.rows import find, load_action, load_salt
from countersign.viewing.undo_windows import ASKERS, until, window
from countersign.viewing.wording import minute

ROUNDS = 5


@dataclass(frozen=True)
class Undoing:
    """What `person` asks for at `now`."""

    store: Store
    workflows: Workflows
    person: Voter
    now: datetime

    def ask(self, case_id: str, action: str, asked: Asked) -> Window:
        """Ask that this effect be undone; the case's workflow begins anew and takes it from there.

        Raises RequestRefusedError: 404 for an effect this tenant does not have, 403 for somebody who may not ask, 409 for one that is
        not done, that nothing undoes, whose window is over, or that somebody has asked for already.
        """
        if not ASKERS & set(self.person.groups):
            raise RequestRefusedError(403, f"This needs one of the groups {', '.join(sorted(ASKERS))}.")
        for _ in range(ROUNDS):
            ref, attempt, effect = self._done(case_id, action)
            request = self._request(ref, effect, attempt, asked.reason)
            with suppress(WriteRefusedError):
                self._keep(ref, request)
                # The case is durable and due: whatever stops the start now, the sweep starts it later.
                with suppress(Exception):
                    self.workflows.start_case(ref.tenant, ref.case_id)
                return window(effect, attempt, request)
        raise RequestRefusedError(409, "The case is changing at the moment. Look again.", state="CHANGED")

    def _done(self, case_id: str, action: str) -> tuple[EffectRef, Attempt, ProposedAction]:
        absent = RequestRefusedError(404, "There is no such effect.")
        try:
            ref = EffectRef(tenant=self.person.tenant, case_id=case_id, action=action)
        except ValidationError:
            raise absent from None
        attempt = find(self.store, keys.attempt(ref.tenant, ref.case_id, ref.action), Attempt)
        if attempt is None:
            raise absent
        if attempt.state is not AttemptState.DONE:
            raise RequestRefusedError(409, f"What is not done cannot be undone; this effect is {attempt.state}.", state=attempt.state)
        try:
            return ref, attempt, load_action(self.store, ref, ref.action)
        except ActionAlteredError:
            raise RequestRefusedError(409, "The action was altered after it was proposed. Report it.", state="ALTERED") from None

    def _request(self, ref: EffectRef, effect: ProposedAction, attempt: Attempt, reason: str) -> Undo:
        """At most one an effect (I2), and none after its time."""
        end = until(effect, attempt)
        if end is None:
            raise RequestRefusedError(409, f"Nothing undoes this. {effect.no_undo_reason}", state="NO_UNDO")
        earlier = find(self.store, keys.undo(ref.tenant, ref.case_id, ref.action), Undo)
        if earlier is not None:
            raise RequestRefusedError(409, f"{earlier.name} asked for this at {minute(earlier.at)}.", state="ASKED")
        if self.now >= end:
            raise RequestRefusedError(409, f"This could be undone until {minute(end)}.", state="OVER")
        return Undo(action=ref.action, reason=reason, by=self.person.subject, name=self.person.name, at=self.now, until=end)

    def _keep(self, ref: EffectRef, request: Undo) -> None:
        """Raises WriteRefusedError when somebody else asked, or the case changed, at the same moment."""
        shown = request.to_json()
        # The reason is a person's text, so the record only commits to it.
        body = {"action": ref.action, "until": shown["until"], "asked": committed(load_salt(self.store, ref), f"undo {ref.action}", shown)}
        writes = [Put(keys.undo(ref.tenant, ref.case_id, ref.action), shown), reopened(self.store, ref, self.now)]
        entry = AuditEntry(type="effect.undo_asked", actor=request.by, body=body)
        audit.commit(self.store, ref.tenant, ref.case_id, entry, writes, now=self.now)
