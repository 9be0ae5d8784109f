"""Every fault of the design's list, injected; every invariant, held; and the harness would see one fall."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from tests.faults.catalogue import FAULTS
from tests.faults.load import run
from tests.faults.trials import middle, people, systems
from tests.faults.trials.trial import Trial

from countersign.gating import warrant
from countersign.gating.warrant import warrant_writes
from countersign.model.plan import ProposedAction
from countersign.record import keys, switches, votes
from countersign.record.rows import load
from countersign.sdk import NotApplied, VendorError
from countersign.steps import execute, gate

# The full series take minutes: `python -m tests.faults`.
STRIDE = 17
# Few calls lie between an action's last check and its request: a stride may step over them.
EVERY_CALL = 1
CASES, SEED = 300, 20_261_118
NOT_THERE = NotApplied(error=VendorError(kind="unavailable", safe_message="not looked for"))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.number} {fault.title}")
def test_an_injected_fault_breaks_nothing(fault):
    """I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12, I13, I14, I15, I16: those its row of the table names, and all others."""
    trial = fault.trial(STRIDE)
    assert trial.breaches == []
    assert trial.injected > 0


def test_faults_of_all_kinds_at_once_break_nothing():
    """I1 to I16, but for what needs more than one process to see."""
    tally = run(CASES, SEED)
    assert tally.breaches == {}
    assert tally.cases >= CASES
    assert sum(tally.injected.values()) > CASES


def without_bundle_check(action, **given):
    pointer = keys.bundle_pointer(action.tenant)
    return [write for write in warrant_writes(action, **given) if write.key != pointer]


def unchecked_action(store, ref, known):
    class Believed(ProposedAction):
        digest = property(lambda _: known)

    return load(store, keys.action(ref.tenant, ref.case_id, known), Believed)


REMOVED: Mapping[str, tuple[Any, str, Any, Callable[[int], Trial]]] = {
    "I1": (votes, "per_role", lambda _: {"supervisor": 1, "risk": 2}, middle.personal_data),
    "I2": (execute._Effect, "_look_up", lambda *_: NOT_THERE, systems.key_forgotten),
    "I4": (execute, "load_action", unchecked_action, lambda _: middle.action_altered_at_every_call(EVERY_CALL)),
    "I6": (votes, "_genuine", lambda *_: True, people.forged_and_stolen),
    "I7": (switches, "all_off", lambda _: [], middle.switch_thrown_at_every_call),
    "I8": (warrant, "counts", lambda _: False, middle.shared_limit),
    "I16": (gate, "warrant_writes", without_bundle_check, middle.bundle_changes_at_every_call),
}


@pytest.mark.parametrize("invariant", REMOVED)
def test_without_its_mechanism_an_invariant_is_seen_to_fall(invariant, monkeypatch):
    """The harness is not blind."""
    where, name, nothing, trial = REMOVED[invariant]
    monkeypatch.setattr(where, name, nothing)
    assert invariant in {breach.split(":")[0] for breach in trial(3).breaches}
