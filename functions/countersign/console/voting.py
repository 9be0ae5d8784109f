"""Answers by form. They are recorded where grants are signed, so these forms are served there and nowhere else."""

from collections.abc import Iterator, Mapping

from countersign.console.answers import Said, See
from countersign.console.app import form
from countersign.console.call import Visit
from countersign.errors import RequestRefusedError
from countersign.viewing.approvals import asked_about
from countersign.viewing.inbox import require_alike
from countersign.viewing.wording import people

CHOSEN = "chosen."
_STATES = {
    "APPROVED": "Approved. The gate decides once more with the answers, and then it is done.",
    "REJECTED": "Denied. It is not done; the case goes to a person.",
}


@form("/console/approvals/<approval_id>/votes")
def vote(visit: Visit, fields: Mapping[str, str], approval_id: str) -> See:
    """One answer, to exactly the digest that the page showed."""
    said = _recorded(visit, approval_id, fields.get("action", ""), fields)
    return See(f"console/approvals/{approval_id}", (said,))


@form("/console/approvals/votes")
def vote_together(visit: Visit, fields: Mapping[str, str]) -> See:
    """The same answer to each that was chosen by its digest; each is recorded alone, and one that is refused stops no other."""
    chosen = {name.removeprefix(CHOSEN): action for name, action in fields.items() if name.startswith(CHOSEN)}
    ids = ",".join(chosen)
    try:
        require_alike([asked_about(visit.hub.store, visit.person.tenant, approval_id) for approval_id in chosen])
    except RequestRefusedError as refusal:
        return See.saying("console", refusal.title, "bad")
    return See(f"console/together/answered?ids={ids}", tuple(_each(visit, chosen, fields)))


def _each(visit: Visit, chosen: Mapping[str, str], fields: Mapping[str, str]) -> Iterator[Said]:
    for approval_id, action in chosen.items():
        said = _recorded(visit, approval_id, action, fields)
        yield Said(said.text, said.mood, about=approval_id)


def _recorded(visit: Visit, approval_id: str, action: str, fields: Mapping[str, str]) -> Said:
    answer = {"action": action, "answer": fields.get("answer", ""), "reason": fields.get("reason", "")}
    try:
        recorded = visit.record(visit.person, approval_id, answer)
    except RequestRefusedError as refusal:
        return Said(refusal.title, "bad")
    if recorded["note"]:
        return Said(recorded["note"])
    still = " and ".join(people(count, role) for role, count in recorded["still_needed"].items())
    return Said(_STATES.get(recorded["state"], f"Your answer is recorded. Still needed: {still}."))
