"""People answer and the gate decides: steps/request_approval, record_approval, gate and gating/warrant."""

from tests.model.state import QUORUM, At, Attempt, Bad, Case, Mechanism, Mechanisms, Moves, Reading, State, Worker

# What a counted answer that must not count breaks.
BROKEN_BY = {Bad.FORGED: "I6", Bad.FOREIGN: "I6", Bad.SELF: "I5", Bad.TWICE: "I5"}
REFUSED_WHEN_COUNTED = {Bad.FORGED: Mechanism.SIGNATURE, Bad.FOREIGN: Mechanism.GRANT_BINDING}
REFUSED_WHEN_GIVEN = {Bad.SELF: Mechanism.NO_SELF_VOTE, Bad.TWICE: Mechanism.DISTINCT_PEOPLE}


def answers(state: State, number: int, on: Mechanisms) -> Moves:
    """Three people may answer for a quorum of two."""
    case = state.cases[number]
    if case.expired or case.warrants or case.with_person or case.altered or case.edited:
        return
    if case.yes < QUORUM or Mechanism.EDIT_WHILE_OPEN not in on:
        yield "edited", state.put(number, case._replace(edited=True))
    if case.yes >= QUORUM:
        return
    if not (case.no and Mechanism.NO_IS_FINAL in on):
        yield "yes", state.put(number, case._replace(yes=case.yes + 1))
    if not case.no:
        yield "no", state.put(number, case._replace(no=True))
    if state.faults and state.hostile:
        for bad in Bad:
            if bad not in case.bad and REFUSED_WHEN_GIVEN.get(bad) not in on and (bad is not Bad.TWICE or case.yes):
                yield f"{bad} answer", state.put(number, case._replace(bad=case.bad | {bad})).fault()


def decides(state: State, number: int, on: Mechanisms) -> Moves:
    """Reading and writing are two steps: anything may happen between them."""
    case = state.cases[number]
    if case.with_person or case.attempt is not Attempt.NONE or (case.warrants and _settled(on)) or case.warrants > 1:
        return
    if case.reading is None:
        if case.edited:
            return
        if number and state.ordered and Mechanism.AFTER_DONE in on and state.cases[0].attempt is not Attempt.DONE:
            if state.cases[0].accounted:
                yield "withheld", state.put(number, case._replace(with_person=True))
            return
        if case.yes or case.no or case.bad or case.altered:
            yield "gate reads", state.put(number, case._replace(reading=Reading(state.bundle, state.thrown, state.spent)))
        return
    yield _written(state, number, case._replace(reading=None), case.reading, on)


def _settled(on: Mechanisms) -> bool:
    """Either mechanism refuses a second warrant; without both of them nothing does."""
    return bool(on & {Mechanism.WARRANT_ONCE, Mechanism.BURNED_GRANTS})


def _written(state: State, number: int, case: Case, read: Reading, on: Mechanisms) -> tuple[str, State]:
    if case.no and Mechanism.NO_IS_FINAL in on:
        return "rejected, a person", state.put(number, case._replace(with_person=True))
    if (case.altered and Mechanism.DIGEST in on) or read.thrown or read.spent >= state.cap:
        return "gate escalates", state.put(number, case._replace(with_person=True))
    counted = _counted(case, on)
    if _worth(case, read, on) + len(counted) < QUORUM:
        return "gate waits", state.put(number, case)
    if _refused(state, read, on) or (case.edited and Mechanism.SUPERSEDED_AT_WARRANT in on):
        return "gate is refused", state.put(number, case)
    return "gate warrants", _warranted(state, number, case, read, counted)


def _counted(case: Case, on: Mechanisms) -> frozenset[Bad]:
    return frozenset(bad for bad in case.bad if REFUSED_WHEN_COUNTED.get(bad) not in on)


def _worth(case: Case, read: Reading, on: Mechanisms) -> int:
    """How many of the genuine answers count now."""
    late = case.expired and Mechanism.GRANT_EXPIRY in on
    foreign = case.asked_under != read.bundle and Mechanism.GRANT_BUNDLE in on
    return 0 if late or foreign else case.yes


def _refused(state: State, read: Reading, on: Mechanisms) -> bool:
    """The conditions in the transaction."""
    return (
        (Mechanism.BUNDLE_AT_WARRANT in on and state.bundle != read.bundle)
        or (Mechanism.SWITCH_AT_WARRANT in on and state.thrown)
        or (Mechanism.LEDGER_VERSION in on and state.spent != read.spent)
    )


def _warranted(state: State, number: int, case: Case, read: Reading, counted: frozenset[Bad]) -> State:
    written = case._replace(warrants=case.warrants + 1).with_worker(0, Worker(At.READY))
    after = state.put(number, written)._replace(spent=read.spent + 1)
    too_early = number > 0 and state.ordered and state.cases[0].attempt is not Attempt.DONE
    breach = "I1" if too_early else _breach(state, case, read, counted)
    return after.broken(breach) if breach else after


def _breach(state: State, case: Case, read: Reading, counted: frozenset[Bad]) -> str:
    if counted:
        return BROKEN_BY[min(counted)]
    if case.no:
        return "I1"
    if case.edited:
        return "I4"
    if case.expired or case.asked_under != read.bundle or case.warrants:
        return "I6"
    if state.thrown:
        return "I7"
    return "I16" if state.bundle != read.bundle else ""
