import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.unknown import unknown_refund
from tests.world import World

from countersign.model.handling import Assign
from countersign.ports import Put
from countersign.record import keys
from countersign.record.seals import SealHead
from countersign.viewing.handling import Desk
from countersign.viewing.health import health
from countersign.viewing.held import exception
from countersign.viewing.patience import Mark

BENCH = make_action(12_000)


@pytest.fixture
def world() -> World:
    return World()


def sign(world: World, name: str, tenant: str = TENANT) -> tuple[str, str]:
    signs = {sign["name"]: sign for sign in health(world.store, tenant, now=world.now)["signs"]}
    return signs[name]["mark"], signs[name]["told"]


def test_a_hub_that_does_well_says_so(world):
    world.store.transact([Put(keys.seal_head(TENANT), SealHead(number=4, size=31, sealed_at=world.now).to_json())])
    told = health(world.store, TENANT, now=world.now)
    assert {sign["name"]: sign["mark"] for sign in told["signs"]} == dict.fromkeys(
        (
            "Unaccounted cases",
            "Stuck cases",
            "Unknown effects",
            "With people",
            "Approvals",
            "Due now",
            "Notices",
            "Seals",
            "Policies",
            "Switches",
        ),
        Mark.GOOD,
    )
    assert (told["ladder"], told["due"], told["notices"]) == ([], [], [])


def test_a_case_that_does_not_end_is_told_before_it_is_stuck(world):
    """I9."""
    ref = world.receive()
    world.wait(minutes=4)
    assert sign(world, "Unaccounted cases")[0] == Mark.GOOD
    world.wait(minutes=2)
    assert sign(world, "Unaccounted cases") == (Mark.ATTENTION, "The oldest should have ended 4 min ago")
    world.wait(minutes=20)
    assert sign(world, "Unaccounted cases")[0] == Mark.BAD
    assert health(world.store, TENANT, now=world.now)["due"] == [{"kind": "case", "name": ref.case_id, "since": "2026-11-18T12:02:00Z"}]


def test_a_stuck_case_is_bad(world):
    """I9."""
    world.receive()
    for _ in range(6):
        world.wait(minutes=20)
        world.sweep()
    assert sign(world, "Stuck cases") == (Mark.BAD, "1 case is stuck")


def test_an_unknown_effect_asks_for_attention_at_once(world):
    """I14."""
    unknown_refund(world)
    world.wait(minutes=1)
    assert sign(world, "Unknown effects") == (Mark.ATTENTION, "1 effect is unknown, the oldest for 1 min")
    world.wait(hours=1)
    assert sign(world, "Unknown effects")[0] == Mark.BAD


def test_what_nobody_takes_gets_worse(world):
    world.receive()
    world.escalate(REF, None, "Lambda.Unknown")
    world.wait(hours=5)
    assert sign(world, "With people") == (Mark.ATTENTION, "1 thing lies with people, 1 taken by nobody, the oldest for 5 h")
    version = exception(world.store, TENANT, CASE_ID, "case")["version"]
    Desk(world.store, make_voter(), world.now).assign(world.directory, CASE_ID, "case", Assign(to="sam", version=version))
    assert sign(world, "With people") == (Mark.GOOD, "1 thing lies with people")


def test_approvals_are_counted_by_the_rung_they_are_at(world):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    world.ask(REF, BENCH.digest)
    assert health(world.store, TENANT, now=world.now)["ladder"] == [{"rung": 0, "open": 1}]
    world.ask(REF, BENCH.digest, rung=1)
    assert health(world.store, TENANT, now=world.now)["ladder"] == [{"rung": 1, "open": 1}]
    world.wait(hours=9)
    assert sign(world, "Approvals")[0] == Mark.BAD


def test_seals_that_do_not_come_are_told(world):
    assert sign(world, "Seals") == (Mark.ATTENTION, "No seal was made yet")
    world.store.transact([Put(keys.seal_head(TENANT), SealHead(number=4, size=31, sealed_at=world.now).to_json())])
    world.wait(minutes=16)
    assert sign(world, "Seals") == (Mark.BAD, "Seal 4, over 31 events, was made 16 min ago")


def test_without_policies_nothing_is_done(world):
    assert sign(world, "Policies", "other") == (Mark.BAD, "No bundle is in force, so nothing is done")


def test_a_thrown_switch_is_not_forgotten(world):
    world.throw("action", "refund.issue")
    assert sign(world, "Switches") == (Mark.ATTENTION, "1 switch is thrown")


def test_a_session_that_is_over_is_no_work(world):
    world.store.transact([Put(keys.session(TENANT, "a" * 64), {"used_at": "2026-11-18T12:00:00Z"}, due_at=world.now)])
    world.wait(hours=1)
    assert health(world.store, TENANT, now=world.now)["due"] == []


def test_another_tenant_sees_nothing_of_this_one(world):
    """I13."""
    world.receive()
    unknown_refund(world)
    world.wait(hours=5)
    told = health(world.store, "other", now=world.now)
    assert (told["due"], told["ladder"]) == ([], [])
    assert {sign["name"] for sign in told["signs"] if sign["mark"] != Mark.GOOD} == {"Seals", "Policies"}
