"""Questions to people, and their answers."""

from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import Field

from countersign.api_document.cases import CASE_ID
from countersign.api_document.effects import ACTION
from countersign.api_document.operation import Listed, Operation, Parameter, Told
from countersign.model.amendment import Changed, Edited
from countersign.model.approval import ApprovalState
from countersign.model.decision import Need, Reason
from countersign.model.frozen import ApprovalId, Digest, Moment
from countersign.model.plan import ProposedAction
from countersign.steps.record_approval import Answer, Recorded
from countersign.viewing.evidence import Evidence
from countersign.viewing.turns import Step

APPROVAL_ID = Parameter("id", "path", {"type": "string", "pattern": "^[0-9a-f]{32}$"}, "The approval's id, as the list tells it.")


class GivenAnswer(Told):
    """What one person answered; their reason is not told, so that the next one looks for themselves."""

    voter: str
    """Who it was, as the identity provider and the record call them."""
    by: str
    """Their user name."""
    for_: Annotated[str | None, Field(alias="for")]
    """The user name of whoever they stood in for."""
    role: str
    """The role that they answered for."""
    answer: Literal["approve", "reject"]
    at: Moment
    counts: bool
    """False once the person lost the role or the account before the last one answered."""


class ListedApproval(Told):
    """One question: exactly the action that would be done, who asks, whom, and what happens without an answer."""

    approval_id: ApprovalId
    case_id: str
    action: Digest
    """The digest of `shown`. Compute it yourself, and answer for what you computed: then what you saw is what is approved."""
    state: ApprovalState
    needs: tuple[Need, ...]
    """How many different people must answer, for which role."""
    rung: int
    """How far the question has climbed the ladder of whom to ask; it begins at 0."""
    requested_at: Moment
    expires_at: Moment
    groups: dict[str, tuple[str, ...]]
    """By role: the groups whose members may answer now."""
    still_needed: dict[str, int]
    """By role: how many more people."""
    shown: ProposedAction
    """The action as it is stored, would be approved and would be sent, to the byte."""
    asked_by: tuple[Reason, ...]
    """The policies that asked for an approval."""
    answers: tuple[GivenAnswer, ...]
    if_nobody_answers: str


class TextPiece(Told):
    """Part of a text that would be sent."""

    text: str
    filled: str | None
    """The placeholder of the template that it stands for; null for the template's own words, empty where it follows no template."""


class SentText(Told):
    """The text that would be sent, beside the template that it was filled from."""

    template: str | None
    pieces: tuple[TextPiece, ...]


class FoundEvidence(Told):
    """What systems of record say of what the action rests on."""

    found: tuple[Evidence, ...]
    quality: str
    findings: tuple[str, ...]
    """What lowers the quality of what is known."""
    unknown: tuple[str, ...]
    """What could not be read."""


class MachineWords(Told):
    """What a model wrote. Decide on everything else."""

    summary: str | None = None


class ShownApproval(ListedApproval):
    """The same with all that it rests on, sends and may hide."""

    text: SentText | None
    evidence: FoundEvidence | None
    ladder: tuple[Step, ...]
    """Who is asked when."""
    warnings: tuple[str, ...]
    """What in the action's texts may deceive the eye."""
    written_by_machine: MachineWords


class AlteredApproval(Told):
    """A question whose action no longer is the one that was proposed. Nobody can approve it; report it."""

    approval_id: ApprovalId
    case_id: str
    state: Literal["ALTERED"]


class OpenApprovals(Listed):
    """What waits for an answer, the most urgent first."""

    approvals: tuple[ListedApproval | AlteredApproval, ...]


OPERATIONS = (
    Operation(
        "GET",
        "/approvals",
        "listApprovals",
        "Approvals",
        "What waits for people, the most urgent first",
        "Every open question of the tenant, also those that you may not answer. One whose action was altered is listed with the state"
        " `ALTERED` alone, so that it hides no other.",
        OpenApprovals,
        is_list=True,
    ),
    Operation(
        "GET",
        "/approvals/{id}",
        "showApproval",
        "Approvals",
        "One question, with exactly the action it is about",
        "Read `shown` before anything else: it is the canonical action, and no model wrote it. Its SHA-256 digest over canonical JSON is"
        " what an answer names.",
        ShownApproval,
        parameters=(APPROVAL_ID,),
        refusals={404: "There is no such approval in your tenant.", 409: "The action was altered; `state` is `ALTERED`."},
    ),
    Operation(
        "POST",
        "/approvals/{id}/votes",
        "answerApproval",
        "Approvals",
        "Say yes or no to exactly this action",
        "The answer is signed, kept, and bound to the digest you send. One no is final and needs a reason. Each person answers once, over"
        " all roles, and nobody for what they asked for, wrote or would gain by. The same answer sent again changes nothing. With the last"
        " answer needed the gate decides once more, and only then is anything done.",
        Recorded,
        body=Answer,
        rules={
            "if": {"properties": {"answer": {"const": "reject"}}, "required": ["answer"]},
            "then": {"properties": {"reason": {"pattern": r"\S"}}, "required": ["reason"]},
        },
        parameters=(APPROVAL_ID,),
        refusals={
            403: "You may not answer this: you are in none of the groups that may now, or it is your own.",
            404: "There is no such approval in your tenant.",
            409: "It is over, you have answered already, others answer at this moment, or `action` is another one than is asked about."
            " `state` says where it stands.",
            422: "A no without a reason.",
        },
    ),
    Operation(
        "POST",
        "/cases/{id}/actions/{action}/edits",
        "editAction",
        "Approvals",
        "Put another action in the place of the one you are asked about",
        "Send the arguments that differ; `shown.editable` of the approval says which may, and what fits. The approval is void at once and"
        " its votes count no more. The case's workflow draws up the new action, and the policies decide about it as about any other; your"
        " own vote does not count for it. It may be edited again, five times in all.",
        Edited,
        status=HTTPStatus.ACCEPTED,
        body=Changed,
        parameters=(CASE_ID, ACTION),
        refusals={
            403: "You may neither answer this approval nor lead a team, or it is your own.",
            404: "There is no such action in your tenant that waits for approval.",
            409: "The approval is over, the action lies with a person, others answer at this moment, it was altered, or edited five times.",
            422: "An argument may not be changed, does not fit, or is what it was.",
        },
    ),
)
