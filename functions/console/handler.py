"""console: what people look at, what they found out about unknown effects, and the switches."""

from typing import Any, TypeVar

from aws_lambda_powertools.event_handler import Response

from countersign import clock
from countersign.api import answer, api, api_document, fitting, given, listed, number, wanted
from countersign.approving.absences import Away, absence, announce, come_back
from countersign.approving.attention import opened
from countersign.approving.delegations import Delegate, delegate, delegations, revoke
from countersign.approving.quality import DAYS, MOST_DAYS, quality
from countersign.bootstrap import hub
from countersign.entry import tell
from countersign.identity import OPERATOR, require_group, voter
from countersign.model.amendment import Asked
from countersign.model.approval import Voter
from countersign.model.frozen import Frozen
from countersign.model.handling import Assign, Remark, Resolve
from countersign.model.settlement import Found
from countersign.viewing.approvals import asked_about, open_approvals
from countersign.viewing.cases import case_story, cases_of
from countersign.viewing.exceptions import Sought, exceptions, settled_exceptions
from countersign.viewing.handling import Desk
from countersign.viewing.health import health
from countersign.viewing.held import exception
from countersign.viewing.policies import differences, policies
from countersign.viewing.searching import Search, search
from countersign.viewing.settlement import settle
from countersign.viewing.switching import Throw, loosen, switches, throw
from countersign.viewing.undoing import Undoing
from countersign.viewing.unknown_effects import unknown_effects

resolver = api()
N = TypeVar("N", bound=Frozen)


@resolver.get("/approvals")
def list_approvals() -> Response[str]:
    return listed("approvals", open_approvals(hub().store, _person().tenant, wanted(resolver)))


@resolver.get("/approvals/<approval_id>")
def show_approval(approval_id: str) -> Response[str]:
    person = _person()
    asked = asked_about(hub().store, person.tenant, approval_id)
    opened(hub().store, asked.request, person.subject, now=clock.now())
    return answer(200, asked.whole)


@resolver.get("/cases")
def list_cases() -> Response[str]:
    day = resolver.current_event.get_query_string_value("day") or f"{clock.now():%Y-%m-%d}"
    return listed("cases", cases_of(hub().store, _person().tenant, day, wanted(resolver)), day=day)


@resolver.get("/cases/<case_id>")
def show_case(case_id: str) -> Response[str]:
    return answer(200, case_story(hub().store, _person().tenant, case_id))


@resolver.get("/exceptions")
def list_exceptions() -> Response[str]:
    if day := resolver.current_event.get_query_string_value("settled"):
        return listed("exceptions", settled_exceptions(hub().store, _person().tenant, day, wanted(resolver)))
    return listed("exceptions", exceptions(hub().store, _person(), _asked(Sought), wanted(resolver)))


@resolver.get("/exceptions/<case_id>/<subject>")
def show_exception(case_id: str, subject: str) -> Response[str]:
    return answer(200, exception(hub().store, _person().tenant, case_id, subject))


@resolver.post("/exceptions/<case_id>/<subject>/assignments")
def assign_exception(case_id: str, subject: str) -> Response[str]:
    return answer(200, _desk().assign(hub().directory, case_id, subject, given(resolver, Assign)))


@resolver.post("/exceptions/<case_id>/<subject>/comments")
def comment_on_exception(case_id: str, subject: str) -> Response[str]:
    return answer(200, _desk().comment(case_id, subject, given(resolver, Remark)))


@resolver.post("/exceptions/<case_id>/<subject>/resolutions")
def resolve_exception(case_id: str, subject: str) -> Response[str]:
    return answer(200, _desk().resolve(case_id, subject, given(resolver, Resolve)))


@resolver.get("/search")
def find() -> Response[str]:
    tenant, asked = _person().tenant, _asked(Search)
    return listed("decisions" if asked.for_decisions else "cases", search(hub().store, tenant, asked, wanted(resolver)))


@resolver.get("/health")
def show_health() -> Response[str]:
    return answer(200, health(hub().store, _person().tenant, now=clock.now()))


@resolver.get("/policies")
def show_policies() -> Response[str]:
    return answer(200, policies(hub().store, _person().tenant))


@resolver.get("/policies/differences")
def list_differences() -> Response[str]:
    day = resolver.current_event.get_query_string_value("day") or f"{clock.now():%Y-%m-%d}"
    return listed("differences", differences(hub().store, _person().tenant, day, wanted(resolver)), day=day)


@resolver.get("/quality")
def show_quality() -> Response[str]:
    days = number(resolver, "days", default=DAYS, most=MOST_DAYS)
    return answer(200, quality(hub().store, _person(), days, now=clock.now()).to_json())


@resolver.get("/openapi.json")
def describe() -> Response[str]:
    return Response(200, "application/json", api_document(), headers={"Cache-Control": "no-store"})


@resolver.get("/effects/unknown")
def list_unknown_effects() -> Response[str]:
    return listed("effects", unknown_effects(hub().store, _person().tenant, wanted(resolver)))


@resolver.post("/effects/<case_id>/<action>/settlements")
def settle_effect(case_id: str, action: str) -> Response[str]:
    return answer(200, settle(hub().store, _person(), case_id, action, given(resolver, Found), now=clock.now()).to_json())


@resolver.post("/effects/<case_id>/<action>/undo")
def undo_effect(case_id: str, action: str) -> Response[str]:
    undoing = Undoing(hub().store, hub().workflows, _person(), clock.now())
    return answer(202, undoing.ask(case_id, action, given(resolver, Asked)).to_json())


@resolver.get("/switches")
def list_switches() -> Response[str]:
    return listed("switches", switches(hub().store, _person().tenant, wanted(resolver)))


@resolver.put("/switches/<kind>/<name>")
def throw_switch(kind: str, name: str) -> Response[str]:
    reason = given(resolver, Throw).reason
    return answer(200, throw(hub().store, _operator(), kind, name, reason, now=clock.now()).to_json())


@resolver.delete("/switches/<kind>/<name>")
def loosen_switch(kind: str, name: str) -> Response[str]:
    return answer(200, loosen(hub().store, _operator(), kind, name, now=clock.now()).to_json())


@resolver.get("/delegations")
def list_delegations() -> Response[str]:
    return listed("delegations", delegations(hub().store, _person().tenant, wanted(resolver)))


@resolver.post("/delegations")
def make_delegation() -> Response[str]:
    made = delegate(hub().store, hub().directory, _person(), given(resolver, Delegate), new_id=clock.new_id(), now=clock.now())
    return answer(200, made.to_json())


@resolver.delete("/delegations/<delegation_id>")
def revoke_delegation(delegation_id: str) -> Response[str]:
    return answer(200, revoke(hub().store, _person(), delegation_id, now=clock.now()).to_json())


@resolver.get("/absence")
def show_absence() -> Response[str]:
    said = absence(hub().store, _person())
    return answer(200, {"absence": said.to_json() if said else None})


@resolver.put("/absence")
def announce_absence() -> Response[str]:
    return answer(200, announce(hub().store, _person(), given(resolver, Away), now=clock.now()).to_json())


@resolver.delete("/absence")
def end_absence() -> Response[str]:
    return answer(200, come_back(hub().store, _person(), now=clock.now()).to_json())


def _asked(noun: type[N]) -> N:
    """What the address asks for, by the names of `noun`."""
    asked = resolver.current_event.query_string_parameters or {}
    return fitting(noun, {name: asked[name] for name in noun.model_fields if name in asked})


def _desk() -> Desk:
    return Desk(hub().store, _person(), clock.now())


def _person() -> Voter:
    return voter(resolver.current_event.raw_event)


def _operator() -> Voter:
    person = _person()
    require_group(person, OPERATOR)
    return person


def _page(event: dict[str, Any], context: Any) -> Any:
    # What renders pages is imported for pages only: the API starts without it.
    import countersign.console.pages  # noqa: F401  its modules name their pages as they are imported
    from countersign.console.app import respond
    from countersign.console.call import Call

    return respond(Call(hub(), event, clock.now(), clock.new_id), context, failed=tell)


def handler(event: dict[str, Any], context: Any) -> Any:
    return (_page if event["resource"].startswith(("/console", "/links")) else resolver.resolve)(event, context)
