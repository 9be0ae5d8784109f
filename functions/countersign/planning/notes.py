"""Notes and hand-overs: what stands in for an action that may not be done."""

import json
from dataclasses import dataclass
from functools import cached_property

from countersign.model.plan import PlannedAction, ProposedAction, Rung
from countersign.planning.draw import Draughtsman
from countersign.planning.playbook import Bindings, Playbooks, fill
from countersign.planning.situation import Situation

NOTE = "ticket.note_internal"
HAND_OVER = "ticket.hand_over"
QUEUE = "customer_care"
NOTE_TEMPLATES = {Rung.DRAFT: "draft_note", Rung.RECOMMEND: "recommend_note"}


@dataclass(frozen=True)
class Writer:
    """Fills in the templates with the facts of one case."""

    situation: Situation
    playbooks: Playbooks
    drawer: Draughtsman

    @cached_property
    def bindings(self) -> Bindings:
        """All that a template may name, but for what it is about."""
        return self.situation.bindings()

    def text(self, template: str, more: Bindings) -> str:
        """Raises UnknownPlaceholderError."""
        return fill(self.playbooks.templates[template], {**self.bindings, **more})

    def notes(self, action: ProposedAction) -> dict[Rung, ProposedAction]:
        """A draft and a recommendation."""
        ticket = self.situation.case.ticket_id
        written = {rung: {"ticket_id": ticket, "text": self.text(template, told(action))} for rung, template in NOTE_TEMPLATES.items()}
        return {
            rung: self.drawer.action(f"{action.action_id}.{rung}", NOTE, arguments, stands_for=action.title)
            for rung, arguments in written.items()
        }

    def hand_over(self, action_id: str, template: str, more: Bindings) -> ProposedAction:
        """The case's ticket into the queue of people, with a summary."""
        arguments = {"ticket_id": self.situation.case.ticket_id, "queue": QUEUE, "summary": self.text(template, more)}
        return self.drawer.action(action_id, HAND_OVER, arguments)


def told(action: ProposedAction) -> Bindings:
    """What a note says of the action that it is about."""
    return {"action.title": action.title, "action.arguments": json.dumps(action.arguments, indent=2, ensure_ascii=False)}


def planned(action: ProposedAction, notes: dict[Rung, ProposedAction], hand_over: str, *, asked: bool) -> PlannedAction:
    """The plan's entry."""
    stand_ins = {rung: note.digest for rung, note in notes.items()} | {Rung.HAND_OVER: hand_over}
    return PlannedAction(action=action.digest, after=action.after, asked=asked, notes=stand_ins)
