"""Closing an effect whose outcome people found out: the case stands afterwards as if the outside system had answered so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from countersign.errors import EffectRejectedError, EffectUnknownError
from countersign.model.case import CaseRef
from countersign.model.effect import Attempt, AttemptState
from countersign.model.outcome import Escalation
from countersign.model.settlement import Found
from countersign.ports import Put, Replace, Store, Write
from countersign.record import keys
from countersign.record.escalations import kept
from countersign.record.rows import load_case
from countersign.record.standing import Standing, read_standing


@dataclass(frozen=True)
class Closing:
    """`before` is the attempt that is unknown."""

    store: Store
    ref: CaseRef
    before: Attempt
    found: Found
    now: datetime

    @property
    def attempt(self) -> Attempt:
        """As it is from now on."""
        if self.found.happened:
            closing: dict[str, object] = {"state": AttemptState.DONE, "vendor_id": self.found.vendor_id, "error": None}
        else:
            closing = {"state": AttemptState.REJECTED, "error": "not_found: people looked, and it did not happen"}
        return self.before.model_copy(update=closing)

    def writes(self) -> list[Write]:
        """The attempt, what lies with people because of it, and the case, each only over what was read."""
        standing = read_standing(self.store, self.ref)
        changed = [self._seen_to(escalation) for escalation in self._because_of_it(standing)]
        expect = {"epoch": self.before.epoch, "state": AttemptState.UNKNOWN.value}
        return [
            Put(keys.attempt(self.ref.tenant, self.ref.case_id, self.before.action), self.attempt.to_json(), expect=expect),
            *(write for escalation in changed for write in kept(escalation, {"reason": EffectUnknownError.__name__})),
            *measured(self.store, self.ref, standing.with_attempt(self.attempt).with_escalations(changed), self.now),
        ]

    def _because_of_it(self, standing: Standing) -> list[Escalation]:
        """Also that of the action in whose place this effect is a note."""
        stands_for = {decision.action for decision in standing.decisions if decision.warrant == self.before.action}
        subjects = stands_for | {self.before.action}
        return [each for each in standing.escalations if each.reason == EffectUnknownError.__name__ and each.subject in subjects]

    def _seen_to(self, escalation: Escalation) -> Escalation:
        if self.found.happened:
            return escalation.model_copy(update={"settled_at": self.now})
        # What the customer wanted is still to be seen to.
        return escalation.model_copy(update={"reason": EffectRejectedError.__name__, "at": self.now})


def measured(store: Store, ref: CaseRef, standing: Standing, now: datetime) -> Sequence[Write]:
    """The case and its outcome as they now stand; a case whose workflow is still on its way is measured at its end."""
    case = load_case(store, ref)
    if not case.state.terminal:
        return []
    closed = case.model_copy(update={"state": standing.state})
    return [
        Put(keys.case(ref.tenant, ref.case_id), closed.to_json(), expect={"state": case.state.value}),
        Replace(keys.outcome(ref.tenant, ref.case_id), standing.outcome(case, now).to_json()),
    ]
