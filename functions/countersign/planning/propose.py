"""What a playbook proposes for a case, and the notes that stand in for what may not be done."""

import json
from dataclasses import dataclass
from functools import cached_property

from countersign.model.plan import ActionPlan, Citation, PlannedAction, ProposedAction, Rung
from countersign.planning.draw import Draughtsman
from countersign.planning.playbook import Bindings, Playbook, Playbooks, Proposal, fill, fill_arguments
from countersign.planning.situation import Situation
from countersign.ports import Catalogue

NOTE = "ticket.note_internal"
HAND_OVER = "ticket.hand_over"
QUEUE = "customer_care"
NOTE_TEMPLATES = {Rung.DRAFT: "draft_note", Rung.RECOMMEND: "recommend_note"}
NO_PLAYBOOK = "hand_over"


@dataclass(frozen=True)
class Proposer:
    """Turns a situation into actions."""

    situation: Situation
    playbooks: Playbooks
    catalogue: Catalogue

    def propose(self) -> tuple[ActionPlan, list[ProposedAction]]:
        """The plan, and every action and note it names."""
        wanted = [self._proposal(number, proposal) for number, proposal in enumerate(self._playbook.propose if self._playbook else ())]
        hand_over = self._hand_over(wanted)
        entries, actions = [], [hand_over]
        for action in wanted:
            notes = self._notes(action)
            actions += [action, *notes.values()]
            stand_ins = {rung: note.digest for rung, note in notes.items()} | {Rung.HAND_OVER: hand_over.digest}
            entries.append(PlannedAction(action=action.digest, notes=stand_ins))
        if not entries:
            entries = [PlannedAction(action=hand_over.digest, notes={Rung.HAND_OVER: hand_over.digest})]
        return ActionPlan(playbook=self._drawer.playbook, actions=tuple(entries), hand_over=hand_over.digest), actions

    @cached_property
    def _playbook(self) -> Playbook | None:
        """The intent's playbook, if all it needs is known."""
        playbook = self.playbooks.by_intent.get(self.situation.intent)
        return playbook if playbook and not self.situation.missing(playbook) else None

    @cached_property
    def _drawer(self) -> Draughtsman:
        intent = self.situation.intent
        return Draughtsman(self.situation.case, intent, intent if self._playbook else NO_PLAYBOOK, self.catalogue)

    @cached_property
    def _bindings(self) -> Bindings:
        return self.situation.bindings()

    def _text(self, template: str, more: Bindings) -> str:
        return fill(self.playbooks.templates[template], {**self._bindings, **more})

    def _proposal(self, number: int, proposal: Proposal) -> ProposedAction:
        arguments = fill_arguments(proposal.arguments, self._bindings)
        if proposal.template is None:
            return self._drawer.action(str(number), proposal.action, arguments)
        case = self.situation.case
        arguments |= {"ticket_id": case.ticket_id, "customer_id": case.customer_id, "text": self._text(proposal.template, {})}
        return self._drawer.action(str(number), proposal.action, arguments, citations=self._citations(proposal.template))

    def _citations(self, template: str) -> tuple[Citation, ...]:
        passage = self.situation.passage
        if passage is None or "{passage." not in self.playbooks.templates[template]:
            return ()
        return (Citation(article_id=passage.article_id, version=passage.version, title=passage.title),)

    def _notes(self, action: ProposedAction) -> dict[Rung, ProposedAction]:
        shown = {"action.title": action.title, "action.arguments": json.dumps(action.arguments, indent=2, ensure_ascii=False)}
        ticket = self.situation.case.ticket_id
        return {
            rung: self._drawer.action(
                f"{action.action_id}.{rung}", NOTE, {"ticket_id": ticket, "text": self._text(template, shown)}, stands_for=action.title
            )
            for rung, template in NOTE_TEMPLATES.items()
        }

    def _hand_over(self, wanted: list[ProposedAction]) -> ProposedAction:
        playbook = self.playbooks.by_intent.get(self.situation.intent)
        gaps = [*self.situation.sheet.gaps, *(self.situation.missing(playbook) if playbook else ())]
        shown = {"gaps": ", ".join(gaps) or "none", "proposed": ", ".join(action.title for action in wanted) or "nothing"}
        summary = self._text("hand_over_note", shown)
        arguments = {"ticket_id": self.situation.case.ticket_id, "queue": QUEUE, "summary": summary}
        return self._drawer.action("hand_over", HAND_OVER, arguments)
