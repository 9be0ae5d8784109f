"""One answer, by what it takes to judge how the asking goes."""

from typing import Literal

from countersign.model.approval import Via
from countersign.model.frozen import ApprovalId, CaseId, Digest, Frozen, Moment


class Shown(Frozen):
    """When a question was first opened by one person."""

    at: Moment


class Answered(Frozen):
    """`waited_seconds` are from when the person could answer, `dwell_seconds` from when they first opened the question.

    The latter is not known for links, whose pages scanners open too. `is_check`: the question was none, and a no was right.
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
    via: Via
    waited_seconds: int
    dwell_seconds: int | None
    is_check: bool = False

    def is_hasty(self, dwell_seconds: int) -> bool:
        """Whether it is a yes that nobody can have read for; a no stops something and may be quick."""
        if self.answer == "reject":
            return False
        return self.is_unseen or (self.dwell_seconds is not None and self.dwell_seconds < dwell_seconds)

    @property
    def is_unseen(self) -> bool:
        """Whether they never opened the question: an answer by the API may be given so."""
        return self.dwell_seconds is None and self.via != "link"
