"""A process ends before or after every single call to a port, in cases of every kind; what really recovers, recovers."""

import pytest
from tests.faults.account import breaches
from tests.faults.hub import RunningHub
from tests.faults.mishaps import KILLS
from tests.faults.play import calls_of, end, played
from tests.faults.scripts import SCRIPTS

KILLED = ("autonomous", "approved", "edited", "undone", "drafted", "escalated", "expired")


@pytest.mark.parametrize("name", SCRIPTS)
def test_when_nothing_goes_wrong_a_case_ends_as_it_should(name):
    """I9."""
    hub = played(SCRIPTS[name])
    assert breaches(hub) == []
    assert end(hub) == (SCRIPTS[name].ends, SCRIPTS[name].effects)


@pytest.mark.parametrize("mishap", KILLS)
@pytest.mark.parametrize("name", KILLED)
def test_a_process_that_ends_at_any_call_changes_nothing_of_how_a_case_ends(name, mishap):
    """I1, I2, I3, I8, I9, I14: retries of the workflow, the sweep and redelivery bring every case to the same end."""
    for number in range(calls_of(name)):
        hub = RunningHub()
        hub.fate.at(number, mishap)
        played(SCRIPTS[name], hub)
        assert (number, breaches(hub)) == (number, [])
        assert (number, *end(hub)) == (number, SCRIPTS[name].ends, SCRIPTS[name].effects)
