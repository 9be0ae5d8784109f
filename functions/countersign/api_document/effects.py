"""Requests that were sent and of which nobody knows what became."""

from http import HTTPStatus
from typing import Literal

from countersign.api_document.operation import DIGEST, Listed, Operation, Parameter, Told
from countersign.model.amendment import Asked, Window
from countersign.model.frozen import Digest, Moment
from countersign.model.plan import ProposedAction
from countersign.model.settlement import Found, Settled

CASE_ID = Parameter("case_id", "path", {"type": "string", "pattern": "^C-[0-9A-Z]{16}$"}, "The case's id.")
ACTION = Parameter("action", "path", DIGEST, "The digest of the action.")


class _InDoubt(Told):
    case_id: str
    action: Digest
    sent_at: Moment
    look_up: str | None
    """Why it is not known."""
    answered: tuple[str, ...]
    """Who has said what they found, but not what: look for yourself."""


class UnknownEffect(_InDoubt):
    """It may have happened or not. Nothing is sent again; people look, and say what they found."""

    state: Literal["UNKNOWN"]
    system: str
    """The connector through which it was sent: look there, for `shown.idempotency_key` or what else the action names."""
    shown: ProposedAction
    groups: tuple[str, ...]
    """Members of any of these may say what they found."""
    people: int
    """So many different people must say the same."""


class AlteredEffect(_InDoubt):
    """The same, of an action that is no longer the one that was proposed. Report it."""

    state: Literal["ALTERED"]


class UnknownEffects(Listed):
    """What people have to find out."""

    effects: tuple[UnknownEffect | AlteredEffect, ...]


OPERATIONS = (
    Operation(
        "GET",
        "/effects/unknown",
        "listUnknownEffects",
        "Effects",
        "What may have happened or not, the oldest first",
        "A request was sent, and neither its answer nor a look-up says whether it was done. It is never repeated blindly.",
        UnknownEffects,
        is_list=True,
    ),
    Operation(
        "POST",
        "/effects/{case_id}/{action}/settlements",
        "settleEffect",
        "Effects",
        "Say what became of it",
        "Look in the outside system first. `happened` with the id it has there, or that it did not and how you know. Money needs two people"
        " with the same answer; if they differ, neither counts and both look again. Nothing is sent by this.",
        Settled,
        body=Found,
        rules={
            "oneOf": [
                {"properties": {"happened": {"const": True}, "vendor_id": {"type": "string"}}, "required": ["vendor_id"]},
                {
                    "properties": {"happened": {"const": False}, "vendor_id": {"type": "null"}, "reason": {"type": "string"}},
                    "required": ["reason"],
                },
            ]
        },
        parameters=(CASE_ID, ACTION),
        refusals={
            403: "You may not say: you are in none of the groups, or it is your own.",
            404: "There is no such effect in your tenant.",
            409: "It is known already, you have answered already, others answer at this moment, or the action was altered.",
        },
    ),
    Operation(
        "POST",
        "/effects/{case_id}/{action}/undo",
        "undoEffect",
        "Effects",
        "Ask that it be undone",
        "Nothing is undone by this. The case's workflow draws up the action that takes the effect back, and the policies decide whether it"
        " is done and who must approve it; your own vote does not count. An effect is undone once at most, and only within its window.",
        Window,
        status=HTTPStatus.ACCEPTED,
        body=Asked,
        parameters=(CASE_ID, ACTION),
        refusals={
            403: "You are in none of the groups that may ask.",
            404: "There is no such effect in your tenant.",
            409: "It is not done, nothing undoes it, its window is over, somebody has asked already, or the action was altered.",
        },
    ),
)
