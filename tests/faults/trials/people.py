"""People and those who pretend to be: at once, too late, twice, for themselves, under another's name."""

from collections.abc import Iterator
from functools import partial

from tests.builders import make_voter
from tests.faults.hub import RunningHub
from tests.faults.injuries import edited, grant_copied, grant_forged, token_stolen, undone
from tests.faults.play import people, played
from tests.faults.scripts import DAN, DORA, HOUR, REMO, RITA, SAM, SCRIPTS, Click, Script, refund
from tests.faults.trials.trial import Trial, at_every_call, expect, rested, together, unharmed

from countersign.errors import CaseNotFoundError
from countersign.model.approval import ApprovalState
from countersign.model.case import CaseRef, CaseState

FINAL = {ApprovalState.APPROVED, ApprovalState.REJECTED, ApprovalState.EXPIRED}
DEADLINE = 8 * HOUR
MINUTES_OFF = (-300.0, 300.0)


def at_the_same_moment(_: int) -> Trial:
    """Every pair of clicks, the second in the middle of the first."""
    pairs = [
        ("approved", Click(HOUR, SAM), Click(HOUR, SAM)),
        ("approved", Click(HOUR, SAM), Click(HOUR, SAM, "reject")),
        ("four eyes", Click(HOUR, RITA), Click(HOUR, REMO)),
        ("four eyes", Click(HOUR, RITA), Click(HOUR, RITA)),
        ("four eyes", Click(HOUR, RITA, "reject"), Click(HOUR, REMO)),
        ("four eyes", Click(HOUR, RITA, "reject"), Click(HOUR, REMO, "reject")),
    ]
    hubs = [_interrupted(Script(SCRIPTS[name].ticket, CaseState.ESCALATED, (), clicks)) for name, *clicks in pairs for _ in range(4)]
    verdicts = [[row["state"] for _, row in hub.witness.rows("APPROVAL") if row.get("state") in FINAL] for hub in hubs]
    return together(expect(0, (all(len(found) == 1 for found in verdicts), "I5: more or less than one verdict")), rested(hubs))


def after_the_deadline(_: int) -> Trial:
    """Clicks around the deadline, on clocks that are minutes off."""

    def hubs() -> Iterator[RunningHub]:
        for off in MINUTES_OFF:
            for after in (DEADLINE - 400, DEADLINE - 10, DEADLINE + 10, DEADLINE + 400, DEADLINE + 700):
                hub = RunningHub()
                hub.workflows.skew = lambda off=off: off
                yield played(Script(refund("ORD-1002"), CaseState.ESCALATED, (), (Click(after, SAM),)), hub)

    return rested(hubs())


def forged_and_stolen(_: int) -> Trial:
    """A forged grant, one that was given to another question, and a waiting workflow told of a yes."""
    hubs, injected = [], 0
    for injury in (grant_forged, grant_copied, token_stolen):
        hub = RunningHub()
        people(hub, ())
        for number, order in enumerate(("ORD-1002", "ORD-1003")):
            hub.deliver(f"evt_{number}", ticket_id=f"TICK-010{number}", **refund(order))
        hub.agenda.after(60, lambda hub=hub: _one_of_two_eyes(hub))
        done: list[bool] = []
        for minute in (2, 3, 4):
            hub.agenda.after(60 * minute, lambda hub=hub, injury=injury, done=done: done.append(injury(hub)))
        hub.settle()
        injected += sum(done)
        hubs.append(hub)
    paid = [hub for hub in hubs if hub.world.transport.effects("refund")]
    return together(expect(injected, (not paid, "I6: money moved on a forged word")), unharmed(*hubs))


def for_themselves(_: int) -> Trial:
    """The employee who filed the request answers it, however written."""
    names = ("sam@larkfield.example", "SAM@LARKFIELD.EXAMPLE", "sam", "sub-sam")
    tickets = [refund("ORD-1002", requested_by=name) for name in names]
    hubs = [played(Script(ticket, CaseState.ESCALATED, (), (Click(HOUR, SAM),))) for ticket in tickets]
    paid = [hub for hub in hubs if hub.world.transport.effects("refund") or not hub.refused]
    return together(expect(0, (not paid, "I5: the requester's own vote counted")), rested(hubs))


def edited_at_every_call(stride: int) -> Trial:
    """A team lead wants another sum, just before each call of a case that waits for people."""
    return together(*(rested(at_every_call(name, SCRIPTS[name], stride, _edit)) for name in ("approved", "four eyes", "edited")))


def wanted_back_at_every_call(stride: int) -> Trial:
    """A team lead wants the refund back, just before each call; twice, in a case where it is wanted back anyway."""
    return together(*(rested(at_every_call(name, SCRIPTS[name], stride, _want_back)) for name in ("autonomous", "approved", "undone")))


def role_lost(_: int) -> Trial:
    """One of two approvers is moved or locked out between their answer and the second; alone the second is not enough."""

    def hubs() -> Iterator[RunningHub]:
        for changes in ({"groups": ()}, {"enabled": False}, {"subject": "sub-another"}):
            hub = RunningHub()
            hub.agenda.after(1.5 * HOUR, partial(hub.employ, RITA, **changes))
            yield played(Script(SCRIPTS["four eyes"].ticket, CaseState.ESCALATED, (), SCRIPTS["four eyes"].clicks), hub)

    return rested(hubs())


def one_authority_twice(_: int) -> Trial:
    """Who is away and who stands in for them, in either order, and two who stand in for one."""

    def hubs() -> Iterator[RunningHub]:
        for first, second in ((RITA, DORA), (DORA, RITA), (DORA, DAN)):
            hub = RunningHub()
            hub.hand_on(RITA, DORA)
            hub.hand_on(RITA, DAN)
            clicks = (Click(HOUR, first), Click(2 * HOUR, second))
            yield played(Script(SCRIPTS["four eyes"].ticket, CaseState.ESCALATED, (), clicks), hub)

    return rested(hubs())


def of_another_tenant(_: int) -> Trial:
    """Somebody with every role at another company, who knows all identifiers."""
    stranger = make_voter("sam", "supervisor", "risk", tenant="other")
    hub = played(Script(refund("ORD-1002"), CaseState.ESCALATED, (), (Click(HOUR, stranger),)))
    foreign = CaseRef(tenant="other", case_id=hub.accepted[0].case_id)
    found = 0
    for step in (hub.world.triage, hub.world.enrich, hub.world.plan, hub.world.measure):
        try:
            step(foreign)
        except CaseNotFoundError:
            continue
        found += 1
    unseen = (hub.refused == ["There is no such approval."], f"I13: answered {hub.refused}")
    return together(expect(5, (found == 0, "I13: another tenant's case was found"), unseen), unharmed(hub))


def shown_another_action(_: int) -> Trial:
    """A click on a screen that shows something else."""
    hub = RunningHub()
    people(hub, ())
    hub.deliver(**refund("ORD-1002"))
    while not hub.witness.rows("APPROVAL"):
        hub.step()
    (request,) = (row for key, row in hub.witness.rows("APPROVAL") if key.sort == "APPROVAL")
    for shown in ("f" * 64, "0" * 64):
        hub.insistently(lambda shown=shown: hub.answer(hub.accepted[0], request["action"], SAM, "approve", shown))
    hub.settle()
    return together(expect(2, (len(hub.refused) == 2, "I4: an answer to another action counted")), unharmed(hub))


def _edit(hub: RunningHub) -> None:
    edited(hub)


def _want_back(hub: RunningHub) -> None:
    undone(hub)


def _interrupted(script: Script) -> RunningHub:
    """Whenever a transaction is about to be written, whoever is next acts first."""
    hub = RunningHub()
    inside: list[str] = []

    def choose(_: int, call: str) -> None:
        if call == "store.transact" and not inside:
            inside.append(call)
            hub.step_soon(1.0)
            inside.clear()

    hub.fate.choose = choose
    return played(script, hub)


def _one_of_two_eyes(hub: RunningHub) -> None:
    """A genuine yes, to the larger refund only: it takes two."""
    for _, row in hub.witness.rows("APPROVAL"):
        if row.get("needs") and row["needs"][0]["count"] > 1:
            ref = CaseRef(tenant=row["tenant"], case_id=row["case_id"])
            hub.insistently(partial(hub.answer, ref, row["action"], RITA, "approve"))
