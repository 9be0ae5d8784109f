"""What Zendesk's answer to an update means. The table of errors in README.md is this module's, and a test's."""

import re
from typing import Any

from countersign.sdk import NotApplied, Outcome, Response, Unknown
from countersign.sdk.responses import failure, unreadable
from countersign.sdk.strict_json import MalformedJsonError, loads_answer
from countersign_zendesk.audits import applied
from countersign_zendesk.ticket_actions import TICKET_HAND_OVER, TICKET_TAG

# `{"error": "RecordInvalid", "description": ..., "details": ...}`; other errors are sentences, objects or plain text.
_CODE = re.compile(r"[A-Z][A-Za-z]{1,39}")


def interpret(action: str, response: Response) -> Outcome:
    """A success is the ticket as it is now, and the audit of what was done."""
    if response.status != 200:  # noqa: PLR2004  an HTTP status
        return _refused(response)
    try:
        answer: dict[str, Any] = loads_answer(response.body)
        audit, known = answer["audit"], _known(action, answer["ticket"])
        return applied(action, audit, **known) if isinstance(audit["id"], int) else unreadable(response)
    except (MalformedJsonError, KeyError, TypeError):
        return unreadable(response)


def _known(action: str, ticket: dict[str, Any]) -> dict[str, Any]:
    """What the ticket tells beyond the audit: a field that no event speaks of is as it was."""
    if action == TICKET_HAND_OVER.name:
        group = ticket["group_id"]
        return {"former_queue": None if group is None else str(group)}
    if action == TICKET_TAG.name:
        return {"former_tags": ticket["tags"], "updated_at": ticket["updated_at"]}
    return {}


def _refused(response: Response) -> NotApplied | Unknown:
    outcome = failure(response)
    return outcome.model_copy(update={"error": outcome.error.model_copy(update={"vendor_code": _code(response)})})


def _code(response: Response) -> str | None:
    try:
        error = loads_answer(response.body).get("error")
    except MalformedJsonError:
        return None
    return error if isinstance(error, str) and _CODE.fullmatch(error) else None
