"""What RT's answers mean.

A PUT is answered 200 with a list of sentences, also when half of it or all was refused. So a change counts as done only when RT says so in
the very sentences that are known here, which are English; whatever else it says is looked up, as it is where the hub's user at RT reads
another language.
"""

import re
from typing import Any

from countersign.sdk import Applied, Outcome, Request, Response
from countersign.sdk.responses import failure, unreadable
from countersign.sdk.strict_json import MalformedJsonError, loads
from countersign_request_tracker.writes import CHANGE_KEY, SUMMARY, TAGS, sent, ticket_of

_MOVED = re.compile(r"Ticket [0-9]+: Queue changed from (.+) to (.+)")
_ADDED = re.compile(rf"(.+) added as a value for {TAGS}")
_TAKEN = re.compile(rf"(.+) is no longer a value for custom field {TAGS}")


def written(response: Response) -> Outcome:
    """Of a reply or a note: `Location` names the transaction."""
    if response.status != 201:  # noqa: PLR2004  an HTTP status
        return failure(response)
    transaction = response.headers.get("location", "").rpartition("/transaction/")[2]
    if not _sentences(response) or not transaction.isdecimal():
        return unreadable(response)
    return Applied(vendor_id=transaction, result={"id": transaction})


def handed_over(request: Request, response: Response) -> Outcome:
    if response.status != 200:  # noqa: PLR2004  an HTTP status
        return failure(response)
    said, wanted = _sentences(response), sent(request)
    moves = [found.groups() for sentence in said if (found := _MOVED.fullmatch(sentence))]
    if len(moves) != 1 or moves[0][1] != wanted["Queue"] or not _keeps_key(said, wanted) or not _keeps_summary(said):
        return unreadable(response)
    return changed(request, former_queue=moves[0][0])


def tagged(request: Request, response: Response) -> Outcome:
    """RT tells what it added and what it took away, and so what was there before."""
    if response.status != 200:  # noqa: PLR2004  an HTTP status
        return failure(response)
    said, wanted = _sentences(response), sent(request)
    if not _keeps_key(said, wanted):
        return unreadable(response)
    added = {found[1] for sentence in said if (found := _ADDED.fullmatch(sentence))}
    taken = {found[1] for sentence in said if (found := _TAKEN.fullmatch(sentence))}
    if len(added) + len(taken) + 1 != len(said):
        return unreadable(response)
    return changed(request, former_tags=sorted(set(wanted["CustomFields"][TAGS]) - added | taken))


def changed(request: Request, **former: Any) -> Applied:
    """A change is known by its ticket."""
    vendor_id = f"ticket/{ticket_of(request)}"
    return Applied(vendor_id=vendor_id, result={"id": vendor_id, **former})


def _sentences(response: Response) -> list[str]:
    try:
        said = loads(response.body)
    except MalformedJsonError:
        return []
    return [each for each in said if isinstance(each, str)] if isinstance(said, list) else []


def _keeps_key(said: list[str], wanted: dict[str, Any]) -> bool:
    key = wanted["CustomFields"][CHANGE_KEY]
    return any(s == f"{CHANGE_KEY} {key} added" or (s.startswith(f"{CHANGE_KEY} ") and s.endswith(f" changed to {key}")) for s in said)


def _keeps_summary(said: list[str]) -> bool:
    return any(sentence.startswith(f"{SUMMARY} ") for sentence in said)
