"""How the asking goes, by what people really answered."""

import pytest
from pydantic import ValidationError
from tests.builders import REF, TENANT, make_action, make_voter
from tests.world import World

from countersign.approving.attention import opened
from countersign.approving.care import Haste, parse, shipped
from countersign.approving.quality import Quality, Spread, quality
from countersign.model.case import CaseRef
from countersign.model.outcome import Kind
from countersign.record import audit
from countersign.viewing.exceptions import Sought, exceptions

RIA, RUI, OLGA, SAM = make_voter("ria", "risk"), make_voter("rui", "risk"), make_voter("olga", "operator"), make_voter("sam")
PAVILION = make_action(250_000)


@pytest.fixture
def world() -> World:
    return World()


def asked(world: World, action=PAVILION):
    world.given(action)
    world.gate(REF, action.digest)
    return world.ask(REF, action.digest)


def number(count: int):
    """An action of its own for a supervisor."""
    return make_action(12_000, case_id=f"C-{count:016d}")


def ask_about(world: World, action):
    ref = world.given(action)
    world.gate(ref, action.digest)
    return world.ask(ref, action.digest)


def ref_of(request) -> CaseRef:
    return CaseRef(tenant=TENANT, case_id=request.case_id)


def look(world: World, person=OLGA, days: int = 7) -> Quality:
    return quality(world.store, person, days, now=world.now)


def test_time_is_counted_from_being_asked_and_from_opening(world):
    request = asked(world)
    world.wait(minutes=10)
    opened(world.store, request, RIA.subject, now=world.now)
    world.wait(seconds=40)
    world.vote(request, RIA)
    mine = look(world, RIA).mine
    assert (mine.waited_seconds, mine.dwell_seconds) == (Spread(median=640, p90=640), Spread(median=40, p90=40))


def test_opening_again_does_not_begin_anew(world):
    request = asked(world)
    for _ in range(3):
        opened(world.store, request, RIA.subject, now=world.now)
        world.wait(seconds=30)
    world.vote(request, RIA)
    assert look(world, RIA).mine.dwell_seconds == Spread(median=90, p90=90)


def test_who_is_asked_at_a_later_rung_has_waited_from_then_on(world):
    request = ask_about(world, number(1))
    world.wait(hours=4)
    request = world.ask(ref_of(request), request.action, rung=3)
    world.wait(minutes=1)
    world.vote(request, RIA)
    assert look(world, RIA).mine.waited_seconds == Spread(median=60, p90=60)


def test_an_answer_without_a_look_is_counted_as_such(world):
    world.vote(asked(world), RIA)
    mine = look(world, RIA).mine
    assert (mine.unopened, mine.dwell_seconds) == (1, None)


def test_people_who_differ_are_counted_on_both_sides(world):
    request = asked(world)
    world.vote(request, RIA)
    world.vote(request, RUI, "reject")
    shown = look(world)
    assert {line.name: line.sums.differed for line in shown.approvers} == {"ria": 1, "rui": 1}
    assert [(line.name, line.sums.approved, line.sums.answers) for line in shown.policies] == [("refund.over-1000.four-eyes", 1, 2)]


def test_what_was_approved_and_came_to_nothing_is_counted(world):
    request = ask_about(world, number(1))
    world.vote(request, SAM)
    world.wait(minutes=1)
    world.escalate(ref_of(request), request.action, "EffectRejectedError")
    assert look(world, SAM).mine.taken_back == 1


def test_everybody_sees_their_own_and_owners_see_all(world):
    world.vote(ask_about(world, number(1)), SAM)
    mine = look(world, SAM)
    assert (mine.mine.answers, mine.approvers, mine.policies) == (1, None, None)
    assert look(world, OLGA).mine is None
    assert [line.name for line in look(world, OLGA).approvers] == ["sam"]


def test_a_foreign_tenant_has_no_part_in_it(world):
    """I13."""
    world.vote(ask_about(world, number(1)), SAM)
    stranger = make_voter("olga", "operator", tenant="other")
    assert (look(world, stranger).approvers, look(world, stranger).mine) == ((), None)


def test_a_window_is_of_whole_days(world):
    world.vote(ask_about(world, number(1)), SAM)
    world.wait(days=1)
    assert look(world, SAM, days=1).mine is None
    assert look(world, SAM, days=2).mine.answers == 1


@pytest.mark.parametrize(
    ("values", "spread"),
    [([], None), ([7], Spread(median=7, p90=7)), ([4, 1, 3, 2], Spread(median=2, p90=4)), (range(1, 101), Spread(median=50, p90=90))],
)
def test_a_spread_is_by_nearest_rank(values, spread):
    assert Spread.of(values) == spread


HASTE = shipped().haste


def answer(world: World, count: int, *, dwell: int) -> None:
    request = ask_about(world, number(count))
    opened(world.store, request, SAM.subject, now=world.now)
    world.wait(seconds=dwell)
    world.vote(request, SAM)


def listed(world: World) -> list:
    return list(exceptions(world.store, OLGA, Sought(kind=Kind.HASTY_ANSWERS)).rows)


def test_many_answers_that_nobody_can_have_read_for_are_told_once(world):
    for count in range(HASTE.approvals + 3):
        answer(world, count, dwell=1)
    assert world.sweep().hasty_answers == 1
    assert world.sweep().hasty_answers == 0
    (told,) = listed(world)
    assert "refund.over-100.supervisor" in told["detail"]
    assert [event.type for event in audit.events(world.store, TENANT, audit.CONTROL)] == ["approvers.hasty"]


def test_nobody_is_named_on_the_list_and_on_the_record(world):
    for count in range(HASTE.approvals):
        answer(world, count, dwell=0)
    world.sweep()
    written = str(listed(world)) + str(audit.events(world.store, TENANT, audit.CONTROL))
    assert SAM.subject not in written
    assert f"'{SAM.name}'" not in written


@pytest.mark.parametrize(("answers", "dwell"), [(HASTE.approvals - 1, 0), (HASTE.approvals + 2, HASTE.dwell_seconds)])
def test_few_or_slow_answers_are_nobodys_affair(world, answers, dwell):
    for count in range(answers):
        answer(world, count, dwell=dwell)
    assert world.sweep().hasty_answers == 0
    assert listed(world) == []


def test_a_quick_no_is_no_haste(world):
    for count in range(HASTE.approvals):
        world.vote(ask_about(world, number(count)), SAM, "reject")
    world.sweep()
    assert listed(world) == []


def test_an_answer_by_a_link_was_seen_for_nobody_knows_how_long(world):
    """Scanners open links too, so when a person did is not known."""
    for count in range(HASTE.approvals):
        world.vote(ask_about(world, number(count)), make_voter(via="link", methods=("link",)))
    assert world.sweep().hasty_answers == 0
    assert (look(world, SAM).mine.unopened, look(world, SAM).mine.dwell_seconds) == (0, None)


def test_haste_is_within_a_time(world):
    for count in range(HASTE.approvals):
        answer(world, count, dwell=0)
        world.wait(seconds=HASTE.within_seconds // (HASTE.approvals - 1) + 1)
    world.sweep()
    assert listed(world) == []


TABLE = "[haste]\ndwell_seconds = 4\napprovals = 8\nwithin_seconds = 600\n[fatigue]\nnotices_per_hour = 6\nurgent_seconds = 60\n"


@pytest.mark.parametrize("change", [("approvals = 8", "approvals = 51"), ("= 6\n", "= 0\n"), ("[fatigue]", "[tired]"), ("= 4", "= 4.5")])
def test_the_table_is_strict(change):
    assert parse(TABLE).haste == Haste(dwell_seconds=4, approvals=8, within_seconds=600)
    with pytest.raises(ValidationError):
        parse(TABLE.replace(*change))
