"""Answers by link. Grants are signed where they are recorded, so this is served there, as the forms of the console are."""

from collections.abc import Mapping

from countersign.approving.links import follow
from countersign.console.answers import Page
from countersign.console.app import public_form
from countersign.console.call import Call
from countersign.console.link_over import link_over
from countersign.errors import RequestRefusedError

# A no without a reason, say: worth another press.
_WORTH_ANOTHER_PRESS = frozenset({400, 413, 422})
# Others answer at this moment; this kind of work is switched off: the question stays open.
_FOR_NOW = frozenset({"CHANGED", "SWITCHED"})
_TOLD = {
    "APPROVED": "Approved. The gate decides once more with the answers, and then it is done.",
    "REJECTED": "Denied. It is not done; the case goes to a person.",
    "OPEN": "Your answer is recorded. It takes others too, who are asked as you were.",
}


@public_form("/links/<tenant>/<secret>")
def answer(call: Call, fields: Mapping[str, str], tenant: str, secret: str) -> Page:
    """One answer, counted by the same rules as any other. The same press once more is told the same."""
    followed = follow(call.hub.store, call.hub.directory, tenant, secret, now=call.now)
    if followed is None:
        return link_over()
    given = {name: fields.get(name, "") for name in ("action", "answer", "reason")}
    try:
        recorded = call.record(followed.person, followed.link.approval_id, given)
    except RequestRefusedError as refusal:
        if refusal.status in _WORTH_ANOTHER_PRESS or refusal.members.get("state") in _FOR_NOW or "sign_in" in refusal.members:
            raise
        return link_over()
    told = recorded["note"] or _TOLD.get(recorded["state"])
    return Page("link_answered.html", f"Answered as {followed.person.name}", {"told": told}) if told else link_over()
