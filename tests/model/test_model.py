"""The design of warrants, approvals and effects, in all its states."""

import pytest
from tests.model.claims import CLAIMS, without
from tests.model.search import SETTINGS, Setting, explore
from tests.model.state import ALL, Mechanism, Vendor

SHORT = {removed: invariant for removed, invariant in CLAIMS.items() if invariant}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.title)
def test_with_all_mechanisms_nothing_falls(setting):
    """I1, I2, I3, I4, I5, I6, I7, I8, I9, I14, I16."""
    found = explore(setting, ALL)
    assert (found.breach, found.trace) == ("", ())
    assert found.states > 50_000


@pytest.mark.parametrize(
    ("removed", "invariant"), SHORT.items(), ids=lambda value: value if isinstance(value, str) else "+".join(sorted(value))
)
def test_without_a_mechanism_its_invariant_falls(removed, invariant):
    """Each mechanism is there for something, and the model would see it missing."""
    assert without(removed).found.breach == invariant


@pytest.mark.parametrize("mechanism", [Mechanism.EDIT_WHILE_OPEN, Mechanism.SUPERSEDED_AT_WARRANT])
def test_either_of_two_keeps_an_action_that_was_edited_from_being_warranted(mechanism):
    """I4."""
    assert explore(SETTINGS[0], ALL - {mechanism}).breach == ""


@pytest.mark.parametrize("mechanism", [Mechanism.WARRANT_ONCE, Mechanism.BURNED_GRANTS])
def test_either_of_two_keeps_a_warrant_from_being_written_twice(mechanism):
    """I6."""
    assert explore(SETTINGS[0], ALL - {mechanism}).breach == ""


def test_every_mechanism_is_claimed_to_be_there_for_something():
    assert frozenset().union(*SHORT) == ALL


@pytest.mark.parametrize("vendor", Vendor)
def test_what_a_vendor_offers_decides_who_finds_out_and_never_how_often_it_happens(vendor):
    """I2, I14: without a key and without a look-up the hub is as safe, but a person has to look."""
    setting = Setting("one case, one fault", cases=1, cap=2, faults=1, hostile=False)
    assert explore(setting, ALL, (vendor,)).breach == ""
