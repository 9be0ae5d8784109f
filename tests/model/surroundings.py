"""Time, operators and strangers: what happens whether or not anybody wants it."""

from tests.model.state import At, Attempt, Case, Mechanism, Mechanisms, Moves, State, Vendor, Worker


def time_passes(state: State, number: int) -> Moves:
    """Each edge of time once a case, in any order that clocks allow."""
    case = state.cases[number]
    if case.edited and not case.warrants:
        return
    if case.expired and not case.warrants and not case.with_person and case.reading is None:
        yield "deadline, a person", state.put(number, case._replace(with_person=True))
    if not case.expired and not case.warrants and not case.with_person:
        yield "approval expires", state.put(number, case._replace(expired=True))
    if case.warrants and not case.aged and not case.accounted:
        yield "warrant ages", state.put(number, case._replace(aged=True))
    if case.attempt is Attempt.OPEN and not case.lease_over and _nobody_acts(case):
        yield "lease ends", state.put(number, case._replace(lease_over=True))
    if _forgets(state, case):
        yield "the vendor forgets the key", state.put(number, case._replace(key_forgotten=True))


def operators_act(state: State) -> Moves:
    """Once each: what stops everything, and a new bundle."""
    if not state.thrown and any(not case.accounted for case in state.cases):
        yield "switch is thrown", state._replace(thrown=True)
    if state.bundle == 1 and any(not case.warrants and not case.with_person for case in state.cases):
        yield "bundle changes", state._replace(bundle=2)


def strangers_act(state: State, number: int, on: Mechanisms) -> Moves:
    """Repeated delivery, a stolen way in, and rows changed behind the hub's back."""
    case = state.cases[number]
    if not state.faults:
        return
    if case.workers[1].at is At.OFF and case.warrants:
        yield "delivered twice", state.put(number, case.with_worker(1, Worker(At.READY))).fault()
    if state.hostile and not case.warrants and case.workers[0].at is At.OFF and Mechanism.WARRANT not in on:
        yield "execute is called with a stolen token", state.put(number, case.with_worker(0, Worker(At.READY))).fault()
    if state.hostile and not case.altered and not case.accounted:
        yield "the stored action is altered", state.put(number, case._replace(altered=True)).fault()


def _nobody_acts(case: Case) -> bool:
    """No function runs longer than a lease, and no request is on its way longer; only a last transaction may be."""
    return not case.flying and not any(worker.at in {At.SENDING, At.LOOKING, At.CLOSING} for worker in case.workers)


def _forgets(state: State, case: Case) -> bool:
    """A window is longer than one run of execute, a long one than the warrant's life too."""
    if case.key_forgotten or not case.epoch or not _nobody_acts(case):
        return False
    return state.vendor is Vendor.SHORT_KEY or (state.vendor is Vendor.KEY and case.aged)
