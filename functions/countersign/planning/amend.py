"""The next revision of a plan: what people asked for is drawn up and gated like all else."""

from dataclasses import dataclass
from typing import NamedTuple

from countersign.model.amendment import Undo
from countersign.model.plan import ActionPlan, PlannedAction, ProposedAction
from countersign.planning.notes import planned, told
from countersign.planning.propose import Proposer
from countersign.sdk.contract import Applied
from countersign.sdk.errors import InvalidArgumentsError


class Amended(NamedTuple):
    """The plan from now on, `drawn` for what was asked, and all actions that are new."""

    plan: ActionPlan
    drawn: str
    actions: list[ProposedAction]


@dataclass(frozen=True)
class Amender:
    """Amends the plan of one case, on the facts of now."""

    proposer: Proposer
    plan: ActionPlan

    def undo(self, effect: ProposedAction, receipt: Applied, asked: Undo) -> Amended:
        """With what takes `effect` back at the end; a hand-over alone, if the connector finds that nothing can."""
        writer = self.proposer.writer
        action_id = f"{effect.action_id}.undo"
        hand_over = writer.hand_over(f"{action_id}.hand_over", "undo_hand_over_note", told(effect))
        try:
            action = self._taking_back(action_id, effect, receipt, asked)
        except InvalidArgumentsError:
            return self._with([*self.plan.actions, planned(hand_over, {}, hand_over.digest, asked=True)], hand_over, [])
        notes = writer.notes(action)
        entry = planned(action, notes, hand_over.digest, asked=True)
        return self._with([*self.plan.actions, entry], action, [hand_over, *notes.values()])

    def _taking_back(self, action_id: str, effect: ProposedAction, receipt: Applied, asked: Undo) -> ProposedAction:
        """Whoever asked is its requester, so that their vote does not count (I5)."""
        catalogue = self.proposer.catalogue
        name = str(effect.undo)
        arguments = catalogue.connector(name).compensate(effect.name, effect.arguments, receipt)
        drawn = self.proposer.drawer.action(action_id, name, dict(arguments))
        ties = {"requester": asked.name, "undoes": effect.digest, "not_after": asked.until, "playbook": effect.playbook}
        return drawn.model_copy(update={"title": f"{drawn.title}, to undo: {effect.title}", **ties})

    def _with(self, entries: list[PlannedAction], drawn: ProposedAction, others: list[ProposedAction]) -> Amended:
        plan = self.plan.model_copy(update={"actions": tuple(entries), "revision": self.plan.revision + 1})
        return Amended(plan, drawn.digest, [drawn, *others])
