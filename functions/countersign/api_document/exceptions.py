"""What lies with people: taken, noted and resolved."""

from typing import Literal

from countersign.api_document.cases import CaseLine
from countersign.api_document.effects import AlteredEffect, UnknownEffect
from countersign.api_document.operation import DAY, Listed, Operation, Parameter, Told
from countersign.model.decision import Decision
from countersign.model.frozen import Digest, Moment
from countersign.model.handling import Assign, Assignee, Comment, Remark, Resolution, Resolve
from countersign.model.outcome import Kind
from countersign.model.plan import ProposedAction

WHICH = (
    Parameter(
        "case_id",
        "path",
        {"type": "string", "pattern": "^(C-[0-9A-Z]{16}|control)$"},
        "The case's id; `control` for what concerns the tenant as a whole.",
    ),
    Parameter(
        "subject",
        "path",
        {"type": "string", "pattern": "^(case|[0-9a-f]{64}|(record|switch|notice|haste)-[a-z0-9._-]{1,120})$"},
        "`case` for the whole case, the digest of one of its actions, or what else the list calls it.",
    ),
)
_NO_NUL = {"pattern": "^[^\\u0000]*$"}
_SEEN = "Others changed it since you looked (`state` is `CHANGED`)."


class ListedException(Told):
    """One thing that lies with people."""

    kind: Kind
    case_id: str
    subject: str
    reason: str
    """An error's name or a verdict."""
    detail: str | None
    at: Moment
    """Since when."""
    assignee: Assignee | None
    """Who has taken it."""
    settled_at: Moment | None = None
    """When it was seen to."""


class AlteredAction(Told):
    """An action that is no longer the one that was proposed."""

    state: Literal["ALTERED"]


class ShownException(ListedException):
    """With all that a person needs who takes it."""

    version: Digest
    """Send it with what you do, so that it is done over what you have seen."""
    settled_at: Moment | None
    resolution: Resolution | None
    comments: tuple[Comment, ...]
    case: CaseLine | None
    action: ProposedAction | AlteredAction | None
    decision: Decision | None
    effect: UnknownEffect | AlteredEffect | None
    """The effect that nobody knows of, if that is what lies here: settle it rather than resolving this."""


class Exceptions(Listed):
    """What lies with people, the oldest first; what was settled on a day, the latest first."""

    exceptions: tuple[ListedException, ...]


_IN_A_GROUP = "You are in no group."
_ABSENT = "There is no such exception in your tenant."

OPERATIONS = (
    Operation(
        "GET",
        "/exceptions",
        "listExceptions",
        "Exceptions",
        "What lies with people, the oldest first",
        "Escalations, unknown effects, refusals, stuck cases, changed rows of the record and notices that could not be sent, in one list.",
        Exceptions,
        parameters=(
            Parameter("kind", "query", {"type": "string", "enum": [*Kind]}, "Only this kind."),
            Parameter("taken", "query", {"type": "string", "enum": ["me", "nobody"]}, "Only what you have taken, or what nobody has."),
            Parameter("settled", "query", DAY, "Instead of what is open: what was settled on this day (UTC), the latest first."),
        ),
        is_list=True,
    ),
    Operation(
        "GET",
        "/exceptions/{case_id}/{subject}",
        "showException",
        "Exceptions",
        "One of them, with all that is needed to see to it",
        "Also what was settled. `version` names what you have seen.",
        ShownException,
        parameters=WHICH,
        refusals={404: _ABSENT},
    ),
    Operation(
        "POST",
        "/exceptions/{case_id}/{subject}/assignments",
        "assignException",
        "Exceptions",
        "Take it, give it to somebody, or to nobody",
        "`to` is a user name of somebody in a group; null gives it back.",
        ShownException,
        body=Assign,
        parameters=WHICH,
        refusals={403: _IN_A_GROUP, 404: _ABSENT, 409: f"{_SEEN} Or it is resolved (`SETTLED`).", 422: "Nobody of that name may take it."},
    ),
    Operation(
        "POST",
        "/exceptions/{case_id}/{subject}/comments",
        "commentOnException",
        "Exceptions",
        "Note something for those who come after you",
        "Your words stay off the record; their digest is on it.",
        ShownException,
        body=Remark,
        rules={"properties": {"text": _NO_NUL}},
        parameters=WHICH,
        refusals={403: _IN_A_GROUP, 404: _ABSENT, 409: "Others comment at this moment (`state` is `CHANGED`)."},
    ),
    Operation(
        "POST",
        "/exceptions/{case_id}/{subject}/resolutions",
        "resolveException",
        "Exceptions",
        "Say that it is seen to, and why; or open it again",
        "With `resolved` a reason is needed; without, none is taken. The case stands accordingly from then on. An effect that nobody knows"
        " of is settled instead.",
        ShownException,
        body=Resolve,
        rules={
            "oneOf": [
                {"properties": {"resolved": {"const": True}, "reason": {"type": "string", **_NO_NUL}}, "required": ["reason"]},
                {"properties": {"resolved": {"const": False}, "reason": {"type": "null"}}},
            ]
        },
        parameters=WHICH,
        refusals={
            403: _IN_A_GROUP,
            404: _ABSENT,
            409: f"{_SEEN} Or it is resolved already (`SETTLED`), was never resolved by hand (`OPEN`), or is an effect nobody knows of"
            " (`UNKNOWN`).",
        },
    ),
)
