"""Cases played from their webhook to rest."""

from collections.abc import Mapping

from tests.faults.hub import RunningHub
from tests.faults.injuries import undone
from tests.faults.scripts import LENA, SCRIPTS, Click, Script

from countersign.model.case import CaseRef, CaseState

EDITED_MINOR = 11_000
MOST_LOOKS = 20


def played(script: Script, hub: RunningHub | None = None) -> RunningHub:
    """One case; `hub` may have had its fate set."""
    hub = hub or RunningHub()
    people(hub, script.clicks)
    hub.deliver(**script.ticket)
    if script.wanted_back:
        _want_back(hub)
    hub.settle()
    return hub


def people(hub: RunningHub, clicks: tuple[Click, ...]) -> None:
    """Whoever is asked answers as in the script, once a question."""
    asked: set[str] = set()

    def answer(question: Mapping[str, str]) -> None:
        if question["action"] in asked:
            return
        asked.add(question["action"])
        ref = CaseRef(tenant=question["tenant"], case_id=question["case_id"])
        for click in clicks:
            act = _click(hub, ref, question["action"], click)
            hub.agenda.after(click.after, act)

    hub.workflows.on_waiting = answer


def _want_back(hub: RunningHub, looks: int = MOST_LOOKS) -> None:
    """Somebody looks once a minute whether it is done."""
    if looks and not undone(hub):
        hub.agenda.after(60, lambda: _want_back(hub, looks - 1))


def _click(hub: RunningHub, ref: CaseRef, action: str, click: Click):
    if click.answer == "edit":
        return lambda: hub.insistently(lambda: hub.edit(ref, action, LENA, amount_minor=EDITED_MINOR))
    return lambda: hub.insistently(lambda: hub.answer(ref, action, click.voter, click.answer))


def calls_of(name: str) -> int:
    """How many calls to ports the case takes when nothing goes wrong."""
    return played(SCRIPTS[name]).fate.calls


def end(hub: RunningHub) -> tuple[CaseState, tuple[str, ...]]:
    """Where the only case came to rest, and what happened outside."""
    (ref,) = hub.accepted
    return hub.world.case(ref).state, tuple(effect["kind"] for effect in hub.world.transport.effects())
