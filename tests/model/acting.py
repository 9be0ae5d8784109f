"""Workers of execute, the outside system, and the sweep: steps/execute and sweep."""

from tests.model.state import IDLE, At, Attempt, Case, Mechanism, Mechanisms, Moves, State, Vendor, Worker

FINAL = {Attempt.DONE, Attempt.REJECTED}


def works(state: State, number: int, on: Mechanisms) -> Moves:
    """Both workers of one case."""
    case = state.cases[number]
    for which, worker in enumerate(case.workers):
        match worker.at:
            case At.READY:
                yield from _opens(state, number, which, on)
            case At.SENDING:
                yield from _sends(state, number, which)
            case At.LOOKING:
                yield from _looks(state, number, which, on)
            case At.CLOSING:
                yield f"{_name(which)} closes: {worker.outcome}", _closed(state, number, which, on)
                if state.faults:
                    yield f"{_name(which)} ends, its close is late", _at(state, number, which, At.LATE).fault()
            case At.LATE:
                yield f"the late close arrives: {worker.outcome}", _closed(state, number, which, on)
            case At.OFF:
                pass
        if worker.at not in {At.OFF, At.LATE} and state.faults:
            yield f"{_name(which)} crashes", state.put(number, case.with_worker(which, IDLE)).fault()


def request_arrives(state: State, number: int) -> Moves:
    """A request that was delayed."""
    case = state.cases[number]
    if case.flying:
        yield "delayed request arrives", _arrived(state, number, case._replace(flying=False), altered=False)
        yield "delayed request is lost", state.put(number, case._replace(flying=False))


def sweeps(state: State, number: int, on: Mechanisms) -> Moves:
    """What nobody works on any more, once its time has come."""
    case = state.cases[number]
    resting = all(worker.at in {At.OFF, At.LATE} for worker in case.workers)
    if Mechanism.SWEEP not in on or not case.warrants or case.accounted or not case.lease_over or not resting:
        return
    if case.attempt is Attempt.OPEN and case.aged:
        yield "sweep gives up", state.put(number, case._replace(attempt=Attempt.UNKNOWN, with_person=True))
    else:
        free = 0 if case.workers[0].at is At.OFF else 1
        if case.workers[free].at is At.OFF:
            yield "sweep restarts", state.put(number, case.with_worker(free, Worker(At.READY)))


def _at(state: State, number: int, which: int, at: At) -> State:
    case = state.cases[number]
    return state.put(number, case.with_worker(which, case.workers[which]._replace(at=at)))


def _name(which: int) -> str:
    return "worker" if which == 0 else "second worker"


def _key_is_safe(state: State, on: Mechanisms) -> bool:
    """A key protects if the system honours it for as long as anybody may send again."""
    return state.vendor is Vendor.KEY or (state.vendor is Vendor.SHORT_KEY and Mechanism.KEY_WINDOW not in on)


def _opens(state: State, number: int, which: int, on: Mechanisms) -> Moves:
    case = state.cases[number]
    blind = case.attempt is Attempt.UNKNOWN and Mechanism.UNKNOWN_PARKED not in on
    if case.attempt in FINAL or (case.attempt is Attempt.UNKNOWN and not blind):
        yield f"{_name(which)} finds {case.attempt}", state.put(number, case.with_worker(which, IDLE))
        return
    if _not_warranted(state, case, on):
        escalated = case._replace(with_person=True).with_worker(which, IDLE)
        yield f"{_name(which)} is refused, a person", state.put(number, escalated)
        return
    left_open = case.attempt is Attempt.OPEN
    if left_open and (Mechanism.LEASE not in on or case.lease_over):
        yield f"{_name(which)} takes over", _opened(state, number, which, on, took_over=True)
    if not left_open or Mechanism.ATTEMPT_ONCE not in on:
        opened = _opened(state, number, which, on, took_over=False)
        yield f"{_name(which)} opens", opened.broken("I14") if blind else opened


def _not_warranted(state: State, case: Case, on: Mechanisms) -> bool:
    return (
        (Mechanism.WARRANT in on and not case.warrants)
        or (Mechanism.WARRANT_DEADLINE in on and case.aged)
        or (Mechanism.DIGEST in on and case.altered)
        or (Mechanism.SWITCH_AT_ATTEMPT in on and state.thrown)
    )


def _opened(state: State, number: int, which: int, on: Mechanisms, *, took_over: bool) -> State:
    case = state.cases[number]
    looks_first = took_over and Mechanism.LOOK_UP in on and not _key_is_safe(state, on)
    worker = Worker(At.LOOKING if looks_first else At.SENDING, case.epoch + 1, took_over=took_over, altered=case.altered)
    if Mechanism.WRITE_AHEAD in on:
        case = case._replace(attempt=Attempt.OPEN, epoch=case.epoch + 1, lease_over=False)
    opened = state.put(number, case.with_worker(which, worker))
    if state.thrown:
        return opened.broken("I7")
    return opened.broken("I1") if case.aged else opened


def _sends(state: State, number: int, which: int) -> Moves:
    """What may become of a request, and what the worker learns of it."""
    case, who = state.cases[number], _name(which)
    worker = case.workers[which]
    done = case.with_worker(which, worker._replace(at=At.CLOSING, outcome=Attempt.DONE))
    yield f"{who} sends, applied", _arrived(state, number, done, altered=worker.altered)
    if state.faults:
        lost = case.with_worker(which, worker._replace(at=At.LOOKING))
        yield f"{who} sends, applied, the answer is lost", _arrived(state, number, lost, altered=worker.altered).fault()
        yield f"{who} sends, the request is lost", state.put(number, lost).fault()
        if not case.flying and not worker.altered:
            yield f"{who} sends, the request is delayed", state.put(number, lost._replace(flying=True)).fault()
        for refusal in (Attempt.NOT_APPLIED, Attempt.REJECTED):
            refused = case.with_worker(which, worker._replace(at=At.CLOSING, outcome=refusal))
            yield f"{who} sends, {refusal}", state.put(number, refused).fault()


def _arrived(state: State, number: int, case: Case, *, altered: bool) -> State:
    if case.effects and state.vendor in {Vendor.KEY, Vendor.SHORT_KEY} and not case.key_forgotten:
        return state.put(number, case)
    after = state.put(number, case._replace(effects=case.effects + 1))
    if not case.warrants:
        return after.broken("I1")
    if case.attempt is Attempt.NONE:
        return after.broken("I3")
    if altered:
        return after.broken("I4")
    if case.effects:
        return after.broken("I2")
    return after.broken("I8") if sum(other.effects for other in after.cases) > state.cap else after


def _looks(state: State, number: int, which: int, on: Mechanisms) -> Moves:
    case = state.cases[number]
    worker = case.workers[which]

    def found(outcome: Attempt) -> State:
        return state.put(number, case.with_worker(which, worker._replace(at=At.CLOSING, outcome=outcome)))

    if state.vendor is Vendor.NEITHER:
        yield f"{_name(which)} cannot look", found(Attempt.UNKNOWN)
        return
    if state.faults:
        yield f"{_name(which)} looks in vain", found(Attempt.UNKNOWN).fault()
    if case.effects:
        yield f"{_name(which)} finds the effect", found(Attempt.DONE)
    elif worker.took_over or _key_is_safe(state, on):
        yield f"{_name(which)} finds nothing", found(Attempt.NOT_APPLIED)
    else:
        # It may still be on its way; whoever looks after the lease knows that it is not.
        yield f"{_name(which)} finds nothing yet", state.put(number, case.with_worker(which, Worker(At.READY)))


def _closed(state: State, number: int, which: int, on: Mechanisms) -> State:
    case = state.cases[number]
    worker = case.workers[which]
    retried = IDLE if worker.at is At.LATE else Worker(At.READY)
    if Mechanism.FENCING in on and Mechanism.WRITE_AHEAD in on and worker.epoch != case.epoch:
        return state.put(number, case.with_worker(which, retried))
    closed = case.with_worker(which, retried if worker.outcome is Attempt.NOT_APPLIED else IDLE)
    gone = worker.outcome in {Attempt.UNKNOWN, Attempt.REJECTED}
    return state.put(number, closed._replace(attempt=worker.outcome, lease_over=True, with_person=closed.with_person or gone))
