"""One approval as it is shown: rendered from the canonical action, and from nothing that a model wrote (I4)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from countersign.model.approval import ApprovalRequest, Grant
from countersign.model.case import CaseRef
from countersign.model.decision import Decision
from countersign.model.facts import FactSheet
from countersign.model.plan import ProposedAction
from countersign.model.triage import Assessment
from countersign.planning.playbook import shipped
from countersign.ports import Store
from countersign.record import keys, votes
from countersign.record.rows import find, load, load_action
from countersign.viewing.disguises import disguises
from countersign.viewing.evidence import evidence
from countersign.viewing.filled_text import text_of
from countersign.viewing.turns import Looker, Place, lacking, steps


@dataclass(frozen=True)
class Asked:
    """One request, with exactly the action it is about; every member raises ActionAlteredError for one that was altered."""

    store: Store
    request: ApprovalRequest

    @cached_property
    def action(self) -> ProposedAction:
        return load_action(self.store, self._case, self.request.action)

    @cached_property
    def decision(self) -> Decision:
        return load(self.store, keys.decision(self.request.tenant, self.request.case_id, self.request.action), Decision)

    @cached_property
    def cast(self) -> list[Grant]:
        return [signed.grant for signed in votes.cast(self.store, self.request)]

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What a list needs."""
        shown = self.request.to_json()
        names = ("approval_id", "case_id", "action", "state", "needs", "rung", "requested_at", "expires_at")
        return {
            **{name: shown[name] for name in names},
            "groups": {need.role: sorted(self.request.groups(need.role)) for need in self.request.needs},
            "still_needed": lacking(self.request, self.cast),
            "shown": self.action.to_json(),
            "asked_by": [reason.to_json() for reason in self.decision.reasons],
            "answers": [_answer(self.request, grant) for grant in self.cast],
            "if_nobody_answers": self._if_nobody_answers,
        }

    @cached_property
    def whole(self) -> dict[str, Any]:
        """The summary, and what the action rests on, sends and may hide. What a machine wrote stands apart, and last."""
        where = (self.request.tenant, self.request.case_id)
        sheet = find(self.store, keys.fact_sheet(*where), FactSheet)
        assessment = find(self.store, keys.assessment(*where), Assessment)
        return {
            **self.summary,
            "text": text_of(self.action, shipped()),
            "evidence": evidence(sheet, self.action) if sheet else None,
            "ladder": [step.to_json() for step in steps(self.request)],
            "warnings": disguises(self.action),
            "written_by_machine": {"summary": assessment.summary} if assessment else {},
        }

    def place(self, looker: Looker) -> Place:
        """Whether it is that person's turn."""
        return looker.place(self.request, self.action, self.cast)

    @property
    def _case(self) -> CaseRef:
        return CaseRef(tenant=self.request.tenant, case_id=self.request.case_id)

    @property
    def _if_nobody_answers(self) -> str:
        after = len(self.decision.dependents)
        lost = f" Nor is what comes after it: {after} more." if after else ""
        return f"Nothing is done, and the case goes to a person.{lost}"


def _answer(request: ApprovalRequest, grant: Grant) -> dict[str, Any]:
    """Without the reason: whoever answers next looks for themselves."""
    shown = grant.to_json()
    return {
        "voter": grant.voter,
        "by": grant.voter_name,
        "for": grant.on_behalf_of_name,
        "role": grant.role,
        "answer": grant.answer,
        "at": shown["answered_at"],
        "counts": grant.voter not in request.lapsed,
    }
