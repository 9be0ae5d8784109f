"""One answer, by what it takes to judge how the asking goes."""

from typing import Literal

from countersign.model.frozen import ApprovalId, CaseId, Digest, Frozen, Moment


class Shown(Frozen):
    """When a question was first opened by one person."""

    at: Moment


class Answered(Frozen):
    """`waited_seconds` are from when the person could answer, `dwell_seconds` from when they first opened the question.

    Without the latter they never opened it: an answer by the API may be given unseen.
    """

    at: Moment
    approval_id: ApprovalId
    case_id: CaseId
    action: Digest
    name: str
    policies: tuple[str, ...]
    voter: str
    voter_name: str
    answer: Literal["approve", "reject"]
    waited_seconds: int
    dwell_seconds: int | None

    def is_hasty(self, dwell_seconds: int) -> bool:
        """Whether it is a yes that nobody can have read for; a no stops something and may be quick."""
        return self.answer == "approve" and (self.dwell_seconds is None or self.dwell_seconds < dwell_seconds)
