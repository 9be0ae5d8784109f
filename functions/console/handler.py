"""console: what people look at, what they found out about unknown effects, and the switches."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from countersign import clock
from countersign.api import answer, api, listed, wanted
from countersign.bootstrap import hub
from countersign.identity import require_group, voter
from countersign.model.approval import Voter
from countersign.model.settlement import Found
from countersign.sdk.strict_json import loads_object
from countersign.viewing.approvals import approval, open_approvals
from countersign.viewing.cases import case_story, cases_of, escalations
from countersign.viewing.settlement import settle
from countersign.viewing.switching import Throw, loosen, switches, throw
from countersign.viewing.unknown_effects import unknown_effects

resolver = api()
OPERATOR = "operator"


@resolver.get("/approvals")
def list_approvals() -> Response[str]:
    return listed("approvals", open_approvals(hub().store, _person().tenant, wanted(resolver)))


@resolver.get("/approvals/<approval_id>")
def show_approval(approval_id: str) -> Response[str]:
    return answer(200, approval(hub().store, _person().tenant, approval_id))


@resolver.get("/cases")
def list_cases() -> Response[str]:
    day = resolver.current_event.get_query_string_value("day") or f"{clock.now():%Y-%m-%d}"
    return listed("cases", cases_of(hub().store, _person().tenant, day, wanted(resolver)), day=day)


@resolver.get("/cases/<case_id>")
def show_case(case_id: str) -> Response[str]:
    return answer(200, case_story(hub().store, _person().tenant, case_id))


@resolver.get("/escalations")
def list_escalations() -> Response[str]:
    return answer(200, {"escalations": escalations(hub().store, _person().tenant)})


@resolver.get("/effects/unknown")
def list_unknown_effects() -> Response[str]:
    return answer(200, {"effects": unknown_effects(hub().store, _person().tenant)})


@resolver.post("/effects/<case_id>/<action>/settlements")
def settle_effect(case_id: str, action: str) -> Response[str]:
    found = Found.from_json(loads_object((resolver.current_event.body or "{}").encode()))
    return answer(200, settle(hub().store, _person(), case_id, action, found, now=clock.now()).to_json())


@resolver.get("/switches")
def list_switches() -> Response[str]:
    return listed("switches", switches(hub().store, _person().tenant, wanted(resolver)))


@resolver.put("/switches/<kind>/<name>")
def throw_switch(kind: str, name: str) -> Response[str]:
    given = Throw.from_json(loads_object((resolver.current_event.body or "{}").encode()))
    return answer(200, throw(hub().store, _operator(), kind, name, given.reason, now=clock.now()).to_json())


@resolver.delete("/switches/<kind>/<name>")
def loosen_switch(kind: str, name: str) -> Response[str]:
    return answer(200, loosen(hub().store, _operator(), kind, name, now=clock.now()).to_json())


def _person() -> Voter:
    return voter(resolver.current_event.raw_event)


def _operator() -> Voter:
    person = _person()
    require_group(person, OPERATOR)
    return person


def handler(event: dict[str, Any], context: Any) -> Any:
    return resolver.resolve(event, context)
