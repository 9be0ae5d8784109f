"""record_approval: POST /approvals/{id}/votes."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from countersign import clock
from countersign.api import answer, api, given
from countersign.bootstrap import hub
from countersign.identity import voter
from countersign.steps.record_approval import Answer, Registrar, record_approval

resolver = api()


@resolver.post("/approvals/<approval_id>/votes")
def vote(approval_id: str) -> Response[str]:
    event = resolver.current_event.raw_event
    pieces = Registrar(hub().store, hub().grant_signer, hub().tokens, hub().workflows, hub().directory)
    return answer(200, record_approval(pieces, approval_id, voter(event), given(resolver, Answer), now=clock.now()).to_json())


def handler(event: dict[str, Any], context: Any) -> Any:
    return resolver.resolve(event, context)
