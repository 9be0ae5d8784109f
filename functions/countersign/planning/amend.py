"""The next revision of a plan: what people asked for is drawn up and gated like all else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from countersign.model.amendment import Edit, Undo
from countersign.model.plan import ActionPlan, PlannedAction, ProposedAction, Rung
from countersign.planning.notes import planned, told
from countersign.planning.propose import Proposer, root
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

    def edit(self, old: ProposedAction, asked: Edit, dependents: Mapping[str, ProposedAction]) -> Amended:
        """With another action in the place of `old`, and what comes after it drawn anew; a hand-over alone, if no request can be right."""
        writer = self.proposer.writer
        try:
            drawn = self._after({old.digest: self._instead(old, asked)}, dependents)
        except InvalidArgumentsError:
            hand_over = writer.hand_over(self._next(old), "edit_hand_over_note", told(old))
            return self._with(self._replaced({old.digest: planned(hand_over, {}, hand_over.digest, asked=True)}), hand_over, [])
        notes = {digest: writer.notes(action) for digest, action in drawn.items()}
        hand_over_as_before = self.plan.planned(old.digest).notes[Rung.HAND_OVER]
        entries = {
            digest: planned(action, notes[digest], hand_over_as_before, asked=digest == old.digest) for digest, action in drawn.items()
        }
        new, *others = drawn.values()
        return self._with(self._replaced(entries), new, [*others, *(note for each in notes.values() for note in each.values())])

    def _after(self, drawn: dict[str, ProposedAction], dependents: Mapping[str, ProposedAction]) -> dict[str, ProposedAction]:
        """What is new, by what it stands for, with all that comes after it: a text may name the new sum."""
        for entry in self.plan.actions:
            if entry.after in drawn:
                dependent = dependents[entry.action]
                drawn[entry.action] = self.proposer.again(self._next(dependent), dependent, drawn[entry.after])
        return drawn

    def _instead(self, old: ProposedAction, asked: Edit) -> ProposedAction:
        """Whoever edited is its drafter, so that their vote does not count (I5). What a person wrote cites nothing."""
        drawn = self.proposer.drawer.action(self._next(old), old.name, old.arguments | asked.arguments, after=old.after)
        kept = {name: getattr(old, name) for name in ("title", "requester", "playbook")}
        return drawn.model_copy(update={**kept, "drafter": asked.name, "supersedes": old.digest})

    def _next(self, old: ProposedAction) -> str:
        """The same place in the plan, in its next revision."""
        return f"{root(old.action_id)}@{self.plan.revision + 1}"

    def _replaced(self, entries: Mapping[str, PlannedAction]) -> list[PlannedAction]:
        """Nothing that came after a replaced entry stays without what it came after."""
        left: list[PlannedAction] = []
        gone = set(entries)
        for entry in self.plan.actions:
            if entry.action in entries:
                left.append(entries[entry.action])
            elif entry.after in gone:
                gone.add(entry.action)
            else:
                left.append(entry)
        return left

    def _taking_back(self, action_id: str, effect: ProposedAction, receipt: Applied, asked: Undo) -> ProposedAction:
        """Whoever asked is its requester, so that their vote does not count (I5)."""
        catalogue = self.proposer.catalogue
        name = str(effect.undo)
        arguments = catalogue.connector(name).compensate(effect.name, effect.arguments, receipt)
        drawn = self.proposer.drawer.action(action_id, name, dict(arguments))
        ties = {"requester": asked.name, "undoes": effect.digest, "not_after": asked.until, "playbook": effect.playbook}
        # What it takes back is given: there is nothing to change about it.
        return drawn.model_copy(update={"title": f"{drawn.title}, to undo: {effect.title}", "editable": {}, **ties})

    def _with(self, entries: list[PlannedAction], drawn: ProposedAction, others: list[ProposedAction]) -> Amended:
        plan = self.plan.model_copy(update={"actions": tuple(entries), "revision": self.plan.revision + 1})
        return Amended(plan, drawn.digest, [drawn, *others])
