"""drill: known-bad questions that are planted to keep eyes open. Off unless the deployment says otherwise."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from countersign import clock
from countersign.api import answer, api, given, listed, wanted
from countersign.approving.drill_table import shipped
from countersign.approving.drills import drills, plant
from countersign.approving.quality import OWNERS
from countersign.bootstrap import hub
from countersign.errors import RequestRefusedError
from countersign.identity import voter
from countersign.model.approval import Voter
from countersign.model.drill import Plant

resolver = api()
ON = "on"


@resolver.get("/drills")
def list_drills() -> Response[str]:
    return listed("drills", drills(hub().rows, _owner().tenant, wanted(resolver)))


@resolver.post("/drills")
def plant_drill() -> Response[str]:
    person = _owner()
    if hub().settings.drills != ON:
        raise RequestRefusedError(403, "Checks are switched off in this deployment.")
    return answer(200, plant(hub().rows, shipped(), person, given(resolver, Plant), new_id=clock.new_id(), now=clock.now()).to_json())


def _owner() -> Voter:
    person = voter(resolver.current_event.raw_event)
    if not OWNERS & set(person.groups):
        raise RequestRefusedError(403, f"This needs one of the groups {', '.join(sorted(OWNERS))}.")
    return person


def handler(event: dict[str, Any], context: Any) -> Any:
    return resolver.resolve(event, context)
