"""What a playbook proposes for a case."""

from dataclasses import dataclass
from functools import cached_property

from countersign.errors import PlaybookChangedError
from countersign.model.plan import ActionPlan, Citation, ProposedAction
from countersign.planning.draw import Draughtsman
from countersign.planning.notes import Writer, planned
from countersign.planning.playbook import Playbook, Playbooks, Proposal, fill_arguments
from countersign.planning.situation import Situation
from countersign.ports import Catalogue

NO_PLAYBOOK = "hand_over"


def root(action_id: str) -> str:
    """The id that an action had before anybody edited it."""
    return action_id.partition("@")[0]


@dataclass(frozen=True)
class Proposer:
    """Turns a situation into actions."""

    situation: Situation
    playbooks: Playbooks
    catalogue: Catalogue

    def propose(self) -> tuple[ActionPlan, list[ProposedAction]]:
        """The plan, and every action and note it names."""
        wanted = self._wanted()
        hand_over = self._hand_over(wanted)
        entries, actions = [], [hand_over]
        for action in wanted:
            notes = self.writer.notes(action)
            actions += [action, *notes.values()]
            entries.append(planned(action, notes, hand_over.digest, asked=False))
        entries = entries or [planned(hand_over, {}, hand_over.digest, asked=False)]
        return ActionPlan(playbook=self.drawer.playbook, revision=0, actions=tuple(entries), hand_over=hand_over.digest), actions

    def again(self, action_id: str, dependent: ProposedAction, first: ProposedAction) -> ProposedAction:
        """What came after another action, now after `first`; raises PlaybookChangedError when the playbook has no such place any more."""
        number = int(root(dependent.action_id))
        proposals = self._playbook.propose if self._playbook else ()
        if number >= len(proposals) or proposals[number].action != dependent.name:
            raise PlaybookChangedError(f"no {dependent.name} in this place of {dependent.playbook}")
        return self._proposal(action_id, proposals[number], first)

    @cached_property
    def drawer(self) -> Draughtsman:
        """Of this case's actions."""
        intent = self.situation.intent
        return Draughtsman(self.situation.case, intent, intent if self._playbook else NO_PLAYBOOK, self.catalogue, self.situation.salt)

    @cached_property
    def writer(self) -> Writer:
        """Of this case's notes."""
        return Writer(self.situation, self.playbooks, self.drawer)

    @cached_property
    def _playbook(self) -> Playbook | None:
        """The intent's playbook, if all it needs is known."""
        playbook = self.playbooks.by_intent.get(self.situation.intent)
        return playbook if playbook and not self.situation.missing(playbook) else None

    def _wanted(self) -> list[ProposedAction]:
        wanted: list[ProposedAction] = []
        for number, proposal in enumerate(self._playbook.propose if self._playbook else ()):
            first = next((action for action in wanted if action.name == proposal.after), None)
            wanted.append(self._proposal(str(number), proposal, first))
        return wanted

    def _proposal(self, action_id: str, proposal: Proposal, first: ProposedAction | None) -> ProposedAction:
        """`first` is what it comes after: its text may name the sum."""
        bindings = {**self.writer.bindings, **({"after.amount": str(first.money)} if first and first.money else {})}
        arguments = fill_arguments(proposal.arguments, bindings)
        after = first.digest if first else None
        if proposal.template is None:
            return self.drawer.action(action_id, proposal.action, arguments, after=after)
        case = self.situation.case
        arguments |= {"ticket_id": case.ticket_id, "customer_id": case.customer_id, "text": self.writer.text(proposal.template, bindings)}
        return self.drawer.action(action_id, proposal.action, arguments, citations=self._citations(proposal.template), after=after)

    def _citations(self, template: str) -> tuple[Citation, ...]:
        passage = self.situation.passage
        if passage is None or "{passage." not in self.playbooks.templates[template]:
            return ()
        return (Citation(article_id=passage.article_id, version=passage.version, title=passage.title),)

    def _hand_over(self, wanted: list[ProposedAction]) -> ProposedAction:
        playbook = self.playbooks.by_intent.get(self.situation.intent)
        gaps = [*self.situation.sheet.gaps, *(self.situation.missing(playbook) if playbook else ())]
        shown = {"gaps": ", ".join(gaps) or "none", "proposed": ", ".join(action.title for action in wanted) or "nothing"}
        return self.writer.hand_over("hand_over", "hand_over_note", shown)
