"""Each kind of event on the record, told to somebody who has never seen the system."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from countersign.model.audit import AuditEvent
from countersign.viewing.action_narration import TELLERS as OF_ACTIONS
from countersign.viewing.action_narration import Body, Told, escalated
from countersign.viewing.escaping import escaped
from countersign.viewing.story import CaseStory
from countersign.viewing.wording import minute, people, share, span

_ENDS = {
    "WAITING": "Waiting for people",
    "RESOLVED": "Resolved",
    "DRAFTED": "Left to a person as a draft",
    "RECOMMENDED": "Left to a person as a recommendation",
    "ESCALATED": "With a person now",
    "STUCK": "Stuck: a person must look",
}


def narrate(event: AuditEvent, story: CaseStory) -> Told:
    """A heading and lines of detail; a kind of event that is not known here is told by its name."""
    heading, lines = _told(event, story)
    return heading, [escaped(line) for line in lines]


def _told(event: AuditEvent, story: CaseStory) -> Told:
    if event.actor == "measure":
        return _ended(event.body)
    if event.actor == "escalate":
        return escalated(event.body, story)
    if event.type in OF_ACTIONS:
        return OF_ACTIONS[event.type](event.body, story)
    if event.type == "interaction.received":
        return _received(event.body, story)
    if event.type in _OF_CASES:
        return _OF_CASES[event.type](event.body)
    return escaped(event.type), [", ".join(f"{name} {value}" for name, value in event.body.items() if isinstance(value, str | int))]


def _received(body: Body, story: CaseStory) -> Told:
    filed = " Filed by an employee for the customer." if body["requester_known"] else ""
    whose = f"Ticket {story.case.ticket_id} of customer {story.case.customer_id}"
    return "Received", [f"{whose} by {body['channel']}, from {body['source']}.{filed}"]


def _triaged(body: Body) -> Told:
    sure = f"{share(body['confidence_bp'])} sure"
    wish = f"The customer wants: {body['intent']} ({sure})." if body["known"] else f"What the customer wants is not known ({sure})."
    tags = f" Tags: {', '.join(body['tags'])}." if body["tags"] else ""
    steering = {"none": "No attempt to steer the hub."}.get(
        body["taint"], f"The text tries to steer the hub ({body['taint']}: {', '.join(body['taint_signals'])})."
    )
    return "Understood", [wish, f"Priority {body['priority']}, language {body['language']}.{tags} {steering}"]


def _facts_read(body: Body) -> Told:
    reads = [f"{source['read']} from {source['connector']}" + ("" if source["found"] else ": nothing there") for source in body["sources"]]
    lines = [f"{'; '.join(reads) or 'Nothing'}. Data quality {share(body['quality_bp'])}."]
    lines += [f"Finding: {finding}" for finding in body["quality_findings"]]
    lines += [f"Unknown: {gap}" for gap in body["gaps"]]
    return "Facts read", lines


def _asked(body: Body) -> Told:
    needs = " and ".join(people(need["count"], need["role"]) for need in body["needs"])
    until = minute(datetime.fromisoformat(body["expires_at"]))
    return "Asked", [f"{needs}, until {until}. Approval {body['approval_id']}"]


def _asked_again(body: Body) -> Told:
    return "Asked", [f"The same once more, for the workflow began anew. Approval {body['approval_id']}"]


def _reminded(body: Body) -> Told:
    return "Reminded", [f"Too few had answered; asked again: {', '.join(body['groups'])}. Approval {body['approval_id']}"]


def _rerouted(body: Body) -> Told:
    return "Passed on", [f"Too few had answered; more may: {', '.join(body['groups'])}. Approval {body['approval_id']}"]


def _lapsed(body: Body) -> Told:
    lost = f"Counted no more, for they lost the role or the account: {len(body['voters'])} of those who had answered."
    return "Lapsed", [f"{lost} Others must answer. Approval {body['approval_id']}"]


def _restarted(body: Body) -> Told:
    return "Restarted", [f"It had not ended in time; start {body['starts']}."]


def _stuck(body: Body) -> Told:
    return "Stuck", [f"It did not end in {body['starts']} starts. A person must look."]


def _erased(body: Body) -> Told:
    return "Erased", [f"The customer's data was erased, with key {body['key']}. What was decided and done, and by whom, stays on record."]


def _conflict(_: Body) -> Told:
    return "Conflict", ["The same event came again with other content and was refused."]


def _ended(body: Body) -> Told:
    after = span(timedelta(seconds=body["seconds"]))
    return "State", [f"{_ENDS[body['end_state']]}, {after} after it was received; {len(body['effects'])} done in outside systems."]


_OF_CASES: Mapping[str, Callable[[Body], Told]] = {
    "case.triaged": _triaged,
    "facts.read": _facts_read,
    "approval.requested": _asked,
    "approval.asked_again": _asked_again,
    "approval.reminded": _reminded,
    "approval.rerouted": _rerouted,
    "approval.lapsed": _lapsed,
    "case.restarted": _restarted,
    "case.stuck": _stuck,
    "intake.conflict": _conflict,
    "case.erased": _erased,
}
