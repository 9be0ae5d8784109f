"""What people want done otherwise: an effect undone, or another action in the place of one that waits for approval."""

from typing import Annotated, Any

from pydantic import Field

from countersign.model.approval import ApprovalState
from countersign.model.frozen import Digest, Frozen, Moment
from countersign.model.settlement import Reason


class Asked(Frozen):
    """What a person sends who wants an effect undone."""

    reason: Reason


class Undo(Frozen):
    """`action` is to be undone, and may be until `until`. `by` is the person's subject, `name` their user name.

    `drawn` is the action that undoes it, once plan has drawn it up.
    """

    action: Digest
    reason: Reason
    by: str
    name: str
    at: Moment
    until: Moment
    drawn: Digest | None = None


class Changed(Frozen):
    """What a person sends who wants something else done than they are asked about: the arguments that differ."""

    arguments: Annotated[dict[str, Any], Field(min_length=1, max_length=20)]
    reason: Reason


class Edit(Frozen):
    """`action` gives way to the same with other `arguments`. `number` counts the edits of what was once proposed.

    `drawn` is the action in its place, once plan has drawn it up; whoever edited is its drafter.
    """

    action: Digest
    arguments: dict[str, Any]
    reason: Reason
    by: str
    name: str
    at: Moment
    number: int
    drawn: Digest | None = None


class Edited(Frozen):
    """That an edit was taken: the approval is void, and what stands in the action's place is decided anew."""

    approval_id: str
    action: Digest
    number: int
    state: ApprovalState


class Wanted(Frozen):
    """That somebody has asked for an undo, and the action it became."""

    name: str
    at: Moment
    drawn: Digest | None


class Window(Frozen):
    """How a done effect may be undone: `by` that action until then, if one of `groups` asks; or not at all, `because`."""

    action: Digest
    by: str | None
    because: str | None
    until: Moment | None
    groups: tuple[str, ...]
    asked: Wanted | None
