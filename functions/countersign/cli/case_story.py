"""What the hub tells about one case, and the people behind its approvals."""

from functools import cached_property
from typing import Any

import httpx
from pydantic import ConfigDict

from countersign.cli.hub_api import ApiRefusedError, HubApi
from countersign.model.audit import AuditEvent
from countersign.model.case import CaseState, Channel
from countersign.model.frozen import Frozen, Moment
from countersign.model.plan import ProposedAction
from countersign.model.triage import Assessment


class _Told(Frozen):
    # The hub may tell more than this command shows.
    model_config = ConfigDict(extra="ignore")


class CaseSummary(_Told):
    """One line of the list of cases."""

    case_id: str
    state: CaseState
    ticket_id: str
    customer_id: str
    channel: Channel
    received_at: Moment


class Chain(_Told):
    """Whether the hash chain verifies, and if not, where it first fails."""

    whole: bool
    events: int
    fault: str | None


class Answered(_Told):
    """One person's vote: `voter` is who it was on the record, `by` is their name."""

    voter: str
    by: str
    role: str
    answer: str


class CaseStory(_Told):
    """The record of a case and what it speaks of. `answers` are by approval."""

    case: CaseSummary
    triage: Assessment | None
    actions: tuple[ProposedAction, ...]
    record: tuple[AuditEvent, ...]
    chain: Chain
    answers: dict[str, tuple[Answered, ...]]

    @cached_property
    def by_digest(self) -> dict[str, ProposedAction]:
        """Recomputed from what is stored: an action that was altered is not found under the digest on record."""
        return {action.digest: action for action in self.actions}


def tell(hub: HubApi, case_id: str) -> dict[str, Any]:
    """The story as JSON, in the shape of `CaseStory` and more; raises ApiRefusedError."""
    story = hub.get("cases", case_id)
    asked = [event["body"]["approval_id"] for event in story["record"] if event["type"] == "approval.requested"]
    return story | {"answers": {approval_id: _answers(hub, approval_id) for approval_id in dict.fromkeys(asked)}}


def _answers(hub: HubApi, approval_id: str) -> list[dict[str, str]]:
    try:
        answers: list[dict[str, str]] = hub.get("approvals", approval_id)["answers"]
    except ApiRefusedError as error:
        if error.status != httpx.codes.CONFLICT:
            raise
        # The action was altered, so the hub shows nothing of the approval; the record still says who voted, by their id.
        return []
    return answers
