"""What was proposed, decided, asked and done, told from the record in words of the actions themselves."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from countersign.model.outcome import WHOLE_CASE
from countersign.sdk.contract import Effect
from countersign.viewing.action_view import cited, described
from countersign.viewing.story import CaseStory
from countersign.viewing.wording import minute, people

Body = Mapping[str, Any]
Told = tuple[str, list[str]]

_VERDICTS = {
    "ALLOW": "it may be done",
    "REQUIRE_APPROVAL": "people must approve it first",
    "DRAFT": "only a draft, a person does it",
    "RECOMMEND": "only a recommendation, a person decides",
    "ESCALATE": "a person takes over",
    "DENY": "refused, and a person is told",
}


def _proposed(body: Body, story: CaseStory) -> Told:
    found = [(entry["name"], story.by_digest.get(entry["action"])) for entry in body["actions"]]
    proposals = [pair for pair in found if pair[1] is None or pair[1].action_id.isdecimal()] or found
    lines = [described(action) + "." if action else _missing(name, story) for name, action in proposals]
    lines += [f"Evidence: {cited(citation)}" for _, action in proposals if action for citation in action.citations]
    notes = len(found) - len(proposals)
    return "Proposed", [*lines, f"By playbook {body['playbook']}." + (f" {notes} notes to staff are ready in its place." if notes else "")]


def _decided(body: Body, story: CaseStory) -> Told:
    action = _named(story, body["action"])
    lines = [f"{body['verdict']}, {_VERDICTS[body['verdict']]}: {action}."]
    lines += [f"Because: {reason['title']} [{reason['policy']}]" for reason in body["reasons"]]
    lines += [f"Error in deciding: {error}" for error in body["errors"]]
    lines += [f"Needed: {people(need['count'], need['role'])}." for need in body["needs"]]
    if body["approvals"]:
        counted = ", ".join(f"{count} of {role}" for role, count in body["approvals"].items())
        lines.append(f"Approvals counted: {counted}.")
    if body["warrant"] and body["warrant"] != body["action"]:
        lines.append(f"Warranted in its place: {_named(story, body['warrant'])}.")
    return "Decided", lines


def _revised(body: Body, story: CaseStory) -> Told:
    tie = f"It undoes: {_named(story, body['undoes'])}" if "undoes" in body else f"In the place of: {_named(story, body['supersedes'])}"
    return "Proposed", [f"{_named(story, body['drawn'])}. {tie}"]


def _edited(body: Body, story: CaseStory) -> Told:
    edit = next((edit for edit in story.edits if edit.action == body["action"]), None)
    lines = [f"{edit.name if edit else 'Somebody'} wants something else than: {_named(story, body['action'])}."]
    changed = edit.arguments.items() if edit else ()
    return "Edited", [*lines, *(f"{name}: {value}" for name, value in changed), f"Approval {body['approval_id']} is {body['state']}"]


def _undo_asked(body: Body, story: CaseStory) -> Told:
    asked = next((shown.asked for shown in story.undo if shown.action == body["action"]), None)
    until = minute(datetime.fromisoformat(body["until"]))
    who = asked.name if asked else "Somebody"
    return "Undo asked", [f"{who} wants this undone: {_named(story, body['action'])}. That is possible until {until}."]


def _withheld(body: Body, story: CaseStory) -> Told:
    return "Not done", [
        f"{_named(story, body['action'])}: it was to come after {_named(story, body['after'])}. That ended: {body['because']}"
    ]


def _answered(body: Body, story: CaseStory) -> Told:
    names = {answer.voter: answer.by for answer in story.answers.get(body["approval_id"], ())}
    who = names.get(body["voter"], body["voter"])
    said = {"approve": "yes", "reject": "no"}[body["answer"]]
    return "Answered", [f"{who} ({body['role']}) said {said}. The approval is now {body['state']}."]


def _expired(body: Body, story: CaseStory) -> Told:
    return "Expired", [f"Nobody answered in time: {_named(story, body['action'])}. Approval {body['approval_id']}"]


def _sent(body: Body, story: CaseStory) -> Told:
    action = story.by_digest.get(body["action"])
    to_customer = action if action and action.effect is Effect.CUSTOMER_CONTACT else None
    words = str(to_customer.arguments.get("text", "")).split("\n") if to_customer else []
    return "Sent", [f"{_named(story, body['action'])}. Attempt {body['epoch']}, key {body['key']}", *(f"| {line}" for line in words)]


def _done(body: Body, story: CaseStory) -> Told:
    action = story.by_digest.get(body["action"])
    where = f" of {action.connector}" if action else ""
    return "Done", [f"Receipt: {body['vendor_id']}{where}"]


def _not_done(body: Body, story: CaseStory) -> Told:
    heading = {"NOT_APPLIED": "Not done yet", "REJECTED": "Refused there"}.get(body.get("state", ""), "Unknown")
    why = body.get("error") or "nobody can say whether it happened; it is not repeated, a person looks"
    return heading, [f"{_named(story, body['action'])}: {why}."]


def _answered_for(body: Body, _: CaseStory) -> Told:
    return "Looked into", [f"One person has said whether it happened. Still needed: the same answer of {body['still_needed']} more."]


def _disputed(body: Body, story: CaseStory) -> Told:
    return "Disputed", [f"{_named(story, body['action'])}: {_findings(body)}. Neither counts, both look again."]


def _settled(body: Body, story: CaseStory) -> Told:
    ending = {"DONE": "it happened", "REJECTED": "it did not happen"}[body["state"]]
    return "Settled", [f"{_named(story, body['action'])}: {ending}, by what people found: {_findings(body)}."]


def _findings(body: Body) -> str:
    return "; ".join(f"{each['by']} says {each['vendor_id'] if each['happened'] else 'no'}" for each in body["findings"])


def escalated(body: Body, story: CaseStory) -> Told:
    return "To a person", [f"{_subject(body, story)}. Reason: {body['reason']}"]


def _assigned(body: Body, story: CaseStory) -> Told:
    if body["assignee"] is None:
        return "Given back", [f"{_subject(body, story)}. It is nobody's for now."]
    return "Taken", [f"{_subject(body, story)}. By {body['assignee']}"]


def _commented(body: Body, story: CaseStory) -> Told:
    return "Noted", [f"{_subject(body, story)}. Note {body['number'] + 1}; its words are beside the record."]


def _resolved(body: Body, story: CaseStory) -> Told:
    return "Resolved by hand", [f"{_subject(body, story)}. A person has seen to it; why is beside the record."]


def _reopened(body: Body, story: CaseStory) -> Told:
    return "Opened again", [f"{_subject(body, story)}. It is with people again."]


def _subject(body: Body, story: CaseStory) -> str:
    return "The whole case" if body["subject"] == WHOLE_CASE else _named(story, body["subject"])


def _named(story: CaseStory, digest: str) -> str:
    action = story.by_digest.get(digest)
    return described(action) if action else _missing(f"action {digest[:12]}", story)


def _missing(name: str, story: CaseStory) -> str:
    if story.erased:
        return f"{name} (erased with the customer's data)"
    return f"{name} (what is stored no longer has the digest on record: it was altered)"


TELLERS: Mapping[str, Callable[[Body, CaseStory], Told]] = {
    "plan.proposed": _proposed,
    "plan.revised": _revised,
    "action.edited": _edited,
    "effect.undo_asked": _undo_asked,
    "decision.made": _decided,
    "action.withheld": _withheld,
    "approval.answered": _answered,
    "approval.expired": _expired,
    "effect.attempted": _sent,
    "effect.done": _done,
    "effect.not_applied": _not_done,
    "effect.rejected": _not_done,
    "effect.unknown": _not_done,
    "effect.answered": _answered_for,
    "effect.disputed": _disputed,
    "effect.settled": _settled,
    "exception.assigned": _assigned,
    "exception.commented": _commented,
    "exception.resolved": _resolved,
    "exception.reopened": _reopened,
}
