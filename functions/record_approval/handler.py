"""record_approval: POST /approvals/{id}/votes, and the forms of the console and of links that say the same; and edits."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response

from countersign import clock
from countersign.api import answer, api, given
from countersign.approving.editing import Editor
from countersign.bootstrap import hub
from countersign.entry import tell
from countersign.identity import voter
from countersign.model.amendment import Changed, Edited
from countersign.model.approval import ApprovalRequest, Voter
from countersign.steps.record_approval import Answer, Registrar, record_approval

resolver = api()


@resolver.post("/approvals/<approval_id>/votes")
def vote(approval_id: str) -> Response[str]:
    return answer(200, _record(voter(resolver.current_event.raw_event), approval_id, given(resolver, Answer)))


@resolver.post("/cases/<case_id>/actions/<action>/edits")
def edit(case_id: str, action: str) -> Response[str]:
    return answer(202, _edit(voter(resolver.current_event.raw_event), case_id, action, given(resolver, Changed)).to_json())


def _record(person: Voter, approval_id: str, given_: Answer) -> dict[str, Any]:
    pieces = Registrar(hub().store, hub().grant_signer, hub().tokens, hub().workflows, hub().directory)
    return record_approval(pieces, approval_id, person, given_, now=clock.now()).to_json()


def _edit(person: Voter, case_id: str, action: str, changed: Changed) -> Edited:
    return Editor(hub().store, hub().tokens, hub().workflows, hub().directory).edit(person, case_id, action, changed, now=clock.now())


def _record_form(person: Voter, approval_id: str, fields: Mapping[str, str]) -> dict[str, Any]:
    return _record(person, approval_id, Answer.from_json(dict(fields)))


def _edit_form(person: Voter, request: ApprovalRequest, changed: Changed) -> Edited:
    return _edit(person, request.case_id, request.action, changed)


def _form(event: dict[str, Any], context: Any) -> Any:
    # Forms bring sessions with them; an answer by the API starts without.
    import countersign.console.editing
    import countersign.console.link_voting
    import countersign.console.voting  # noqa: F401  they name their forms as they are imported
    from countersign.console.app import respond
    from countersign.console.call import Call

    return respond(Call(hub(), event, clock.now(), clock.new_id, _record_form, _edit_form), context, failed=tell)


def handler(event: dict[str, Any], context: Any) -> Any:
    return (_form if event["resource"].startswith(("/console", "/links")) else resolver.resolve)(event, context)
