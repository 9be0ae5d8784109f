import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.fakes import WatchedStore
from tests.unknown import REFUND, unknown_call, unknown_refund
from tests.world import World

from countersign.adapters.in_memory import InMemoryDirectory, InMemoryStore
from countersign.errors import RequestRefusedError
from countersign.model.account import Account
from countersign.model.case import CaseState
from countersign.model.handling import Assign, Remark, Resolve
from countersign.model.outcome import WHOLE_CASE, Kind
from countersign.ports import Table
from countersign.record import audit, keys
from countersign.record.paging import Wanted
from countersign.steps.seal import report_change
from countersign.viewing.exceptions import Sought, exceptions, settled_exceptions
from countersign.viewing.handling import Desk
from countersign.viewing.held import exception

SAM, LENA = make_voter("sam"), make_voter("lena", "agent_lead")
EVERYTHING = Sought()
REASON = "Called the customer and paid by hand."


@pytest.fixture
def world() -> World:
    return World()


def account(name: str, **changes) -> Account:
    known = {"tenant": TENANT, "subject": f"sub-{name}", "name": name, "email": f"{name}@larkfield.example", "groups": ("supervisor",)}
    return Account(**known | {"person": None, "enabled": True, "second_factor": False} | changes)


DIRECTORY = InMemoryDirectory(
    account("sue"), account("gone", enabled=False), account("nobody", groups=()), account("stranger", tenant="other")
)


def refused(world: World) -> None:
    """A refund that a thrown switch stops: DENY."""
    world.given(REFUND)
    world.throw("action", REFUND.name)
    world.settle(REF, REFUND.digest)
    world.measure(REF)


def desk(world: World, person=SAM) -> Desk:
    return Desk(world.store, person, world.now)


def look(world: World, case_id: str = CASE_ID, subject: str = REFUND.digest) -> dict:
    return exception(world.store, TENANT, case_id, subject)


def take(world: World, to: str | None, person=SAM) -> dict:
    return desk(world, person).assign(DIRECTORY, CASE_ID, REFUND.digest, Assign(to=to, version=look(world)["version"]))


def resolve(world: World, person=SAM, case_id: str = CASE_ID, subject: str = REFUND.digest) -> dict:
    given = Resolve(resolved=True, reason=REASON, version=look(world, case_id, subject)["version"])
    return desk(world, person).resolve(case_id, subject, given)


def reopen(world: World, person=SAM) -> dict:
    return desk(world, person).resolve(CASE_ID, REFUND.digest, Resolve(resolved=False, version=look(world)["version"]))


def listed(world: World, sought: Sought = EVERYTHING, person=SAM) -> list[tuple[str, str]]:
    return [(one["kind"], one["reason"]) for one in exceptions(world.store, person, sought).rows]


def refusal(act) -> tuple[int, dict]:
    with pytest.raises(RequestRefusedError) as refused_:
        act()
    return refused_.value.status, refused_.value.members


def test_everything_that_lies_with_people_is_in_one_list_the_oldest_first(world):
    refused(world)
    world.wait(minutes=1)
    report_change(world.store, TENANT, "MODIFY", "main|case|C-1 0000000000", now=world.now)
    world.wait(minutes=1)
    ref, _ = unknown_call(world)
    world.wait(minutes=1)
    world.escalate(ref, None, "Lambda.Unknown")
    assert listed(world) == [
        (Kind.REFUSAL, "DENY"),
        (Kind.AUDIT_FINDING, "RecordChanged"),
        (Kind.UNKNOWN_EFFECT, "EffectUnknownError"),
        (Kind.ESCALATION, "Lambda.Unknown"),
    ]
    assert listed(world, Sought(kind=Kind.AUDIT_FINDING)) == [(Kind.AUDIT_FINDING, "RecordChanged")]


def test_a_stuck_case_is_told_as_such(world):
    """I9."""
    world.receive()
    for _ in range(6):
        world.wait(minutes=20)
        world.sweep()
    assert listed(world) == [(Kind.STUCK_CASE, "CaseStuck")]


def test_the_list_comes_in_pages(world):
    ref = world.receive()
    for reason in ("One", "Two", "Three"):
        world.wait(minutes=1)
        world.escalate(ref, reason.encode().hex().ljust(64, "0"), reason)
    first = exceptions(world.store, SAM, EVERYTHING, Wanted(limit=2))
    rest = exceptions(world.store, SAM, EVERYTHING, Wanted(limit=2, cursor=first.next_cursor))
    assert [one["reason"] for one in (*first.rows, *rest.rows)] == ["One", "Two", "Three"]
    assert rest.next_cursor is None


def test_a_person_sees_what_was_refused_and_why(world):
    refused(world)
    shown = look(world)
    assert (shown["action"], shown["case"]["case_id"], shown["effect"]) == (REFUND.to_json(), CASE_ID, None)
    assert [reason["policy"] for reason in shown["decision"]["reasons"]] == ["safety.switch.action"]


def test_one_takes_it_and_gives_it_on(world):
    refused(world)
    assert take(world, "sam")["assignee"] == {"subject": "sub-sam", "name": "sam"}
    assert listed(world, Sought(taken="me")) == [(Kind.REFUSAL, "DENY")]
    assert (listed(world, Sought(taken="me"), LENA), listed(world, Sought(taken="nobody"))) == ([], [])
    assert take(world, "sue", LENA)["assignee"]["subject"] == "sub-sue"
    assert take(world, None)["assignee"] is None
    assert listed(world, Sought(taken="nobody")) == [(Kind.REFUSAL, "DENY")]
    told = [event for event in world.record() if event.type == "exception.assigned"]
    assert [(event.actor, event.body["assignee"]) for event in told] == [("sub-sam", "sub-sam"), ("sub-lena", "sub-sue"), ("sub-sam", None)]


@pytest.mark.parametrize("name", ["gone", "nobody", "stranger", "adam"])
def test_it_is_given_only_to_people_of_the_company(world, name):
    """I13."""
    refused(world)
    assert refusal(lambda: take(world, name))[0] == 422


def test_words_of_people_are_kept_beside_the_record_which_has_their_digest(world):
    """I10, I12."""
    refused(world)
    desk(world).comment(CASE_ID, REFUND.digest, Remark(text=" The customer is called Greta.\r\nCall back "))
    (said,) = desk(world, LENA).comment(CASE_ID, REFUND.digest, Remark(text="Cafe\u0301"))["comments"][:1]
    assert said["text"] == "The customer is called Greta.\nCall back"
    assert look(world)["comments"][1]["text"] == "Café"
    resolve(world)
    assert look(world)["resolution"]["reason"] == REASON
    told = [event for event in world.record() if event.type.startswith("exception.")]
    assert [event.type for event in told] == ["exception.commented", "exception.commented", "exception.resolved"]
    assert not any(word in str(told) for word in ("Greta", "Café", "Called"))
    assert [len(event.body.get("comment") or event.body["resolution"]) for event in told] == [64, 64, 64]
    assert audit.verify(world.record()) is None


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2_001, "a\0b"])
def test_a_comment_is_a_text_of_some_length(text):
    with pytest.raises(ValueError, match="text"):
        Remark(text=text)


@pytest.mark.parametrize("said", [{"resolved": True}, {"resolved": False, "reason": "so"}, {"resolved": True, "reason": " "}])
def test_what_is_resolved_has_a_reason(said):
    with pytest.raises(ValueError, match="reason"):
        Resolve(version="0" * 64, **said)


def test_a_case_stands_as_resolved_once_a_person_has_seen_to_it(world):
    refused(world)
    assert world.case(REF).state is CaseState.ESCALATED
    take(world, "sam")
    shown = resolve(world)
    assert (shown["settled_at"], shown["assignee"], shown["case"]["state"]) == ("2026-11-18T12:00:00Z", None, "RESOLVED")
    assert listed(world) == []
    assert world.store.query(Table.STATE, keys.assigned(TENANT)) == []
    assert world.row(keys.outcome(TENANT, CASE_ID))["end_state"] == "RESOLVED"
    length = len(world.record())
    assert world.measure(REF).state is CaseState.RESOLVED
    assert len(world.record()) == length


def test_what_is_resolved_is_on_the_list_of_its_day(world):
    refused(world)
    resolve(world)
    (found,) = settled_exceptions(world.store, TENANT, "2026-11-18").rows
    assert (found["subject"], found["settled_at"]) == (REFUND.digest, "2026-11-18T12:00:00Z")
    assert settled_exceptions(world.store, TENANT, "2026-11-17").rows == []
    assert refusal(lambda: settled_exceptions(world.store, TENANT, "2026-11-18|x"))[0] == 400


def test_what_is_opened_again_is_with_people_again(world):
    refused(world)
    resolve(world)
    shown = reopen(world)
    assert (shown["settled_at"], shown["resolution"], shown["case"]["state"]) == (None, None, "ESCALATED")
    assert listed(world) == [(Kind.REFUSAL, "DENY")]
    assert refusal(lambda: reopen(world)) == (409, {"state": "OPEN"})


def test_other_things_of_the_case_stay_with_people(world):
    refused(world)
    world.escalate(REF, None, "Lambda.Unknown")
    assert resolve(world)["case"]["state"] == "ESCALATED"
    assert resolve(world, subject=WHOLE_CASE)["case"]["state"] == "RESOLVED"


def test_a_case_that_was_never_decided_is_resolved_by_hand(world):
    ref = world.receive()
    world.escalate(ref, None, "Lambda.Unknown")
    world.measure(ref)
    assert resolve(world, case_id=ref.case_id, subject=WHOLE_CASE)["case"]["state"] == "RESOLVED"


def test_what_is_asked_after_it_was_seen_to_is_a_new_matter(world):
    bench = make_action(12_000)
    world.given(bench)
    world.gate(REF, bench.digest)
    world.ask(REF, bench.digest)
    world.escalate(REF, bench.digest, "Lambda.Unknown")
    world.measure(REF)
    resolve(world, subject=bench.digest)
    assert world.measure(REF).state is CaseState.RESOLVED
    world.wait(minutes=1)
    world.alter(keys.decision(TENANT, CASE_ID, bench.digest), decided_at="2026-11-18T12:01:00Z")
    assert world.measure(REF).state is CaseState.WAITING


def test_a_step_that_fails_later_brings_it_back(world):
    """I9: a repeat of the same step while it is open changes nothing."""
    refused(world)
    resolve(world)
    for _ in range(2):
        world.wait(minutes=1)
        world.escalate(REF, REFUND.digest, "NotWarrantedError")
    assert listed(world) == [(Kind.ESCALATION, "NotWarrantedError")]
    assert [event.body["reason"] for event in world.record() if event.actor == "escalate"] == ["DENY", "NotWarrantedError"]


def test_about_an_erased_customer_nothing_more_is_kept(world):
    refused(world)
    resolve(world)
    world.erase(make_voter("dora", "privacy"), "CUST-0001", "REQ-1")
    world.erase(make_voter("dirk", "privacy"), "CUST-0001")
    for act in (lambda: reopen(world), lambda: desk(world).comment(CASE_ID, REFUND.digest, Remark(text="hello"))):
        assert refusal(act) == (409, {"state": "ERASED"})
    assert look(world)["resolution"] is None


def test_an_unknown_effect_is_not_resolved_but_settled(world):
    """I14: only what people found out ends it."""
    unknown_refund(world)
    shown = look(world)
    assert (shown["kind"], shown["effect"]["people"]) == (Kind.UNKNOWN_EFFECT, 2)
    assert refusal(lambda: resolve(world)) == (409, {"state": "UNKNOWN"})
    take(world, "sam")
    assert listed(world, Sought(taken="me")) == [(Kind.UNKNOWN_EFFECT, "EffectUnknownError")]


def test_a_finding_about_the_record_is_resolved_on_the_control_chain(world):
    """I10."""
    body = report_change(world.store, TENANT, "REMOVE", "main|case|C-1 0000000000", now=world.now).body
    shown = resolve(world, case_id=audit.CONTROL, subject=body["subject"])
    assert (shown["detail"], shown["case"], shown["action"]) == ("REMOVE main|case|C-1 0000000000", None, None)
    assert [event.type for event in world.record(audit.CONTROL)] == ["record.changed", "exception.resolved"]
    report_change(world.store, TENANT, "REMOVE", "main|case|C-1 0000000000", now=world.now)
    assert listed(world) == [(Kind.AUDIT_FINDING, "RecordChanged")]


def test_who_looked_before_somebody_else_acted_is_told_so(world):
    refused(world)
    before = look(world)["version"]
    take(world, "sue")
    for act in (
        lambda: desk(world).assign(DIRECTORY, CASE_ID, REFUND.digest, Assign(to="sam", version=before)),
        lambda: desk(world).resolve(CASE_ID, REFUND.digest, Resolve(resolved=True, reason=REASON, version=before)),
    ):
        assert refusal(act) == (409, {"state": "CHANGED"})


@pytest.mark.parametrize("other", ["take", "list again"])
def test_of_two_at_once_the_second_is_told_so(other):
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    refused(world)
    version = look(world)["version"]
    meanwhile = {"take": lambda: take(world, "sue"), "list again": lambda: world.alter(_escalation(), at="2026-11-18T12:00:01Z")}[other]
    store.meanwhile.append(meanwhile)
    given = Resolve(resolved=True, reason=REASON, version=version)
    assert refusal(lambda: desk(world).resolve(CASE_ID, REFUND.digest, given)) == (409, {"state": "CHANGED"})
    assert look(world)["settled_at"] is None


def test_of_two_comments_at_once_both_are_kept():
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    refused(world)
    store.meanwhile.append(lambda: desk(world, LENA).comment(CASE_ID, REFUND.digest, Remark(text="first")))
    desk(world).comment(CASE_ID, REFUND.digest, Remark(text="second"))
    assert [said["text"] for said in look(world)["comments"]] == ["first", "second"]


def test_what_is_resolved_is_neither_taken_nor_resolved_again(world):
    refused(world)
    resolve(world)
    assert refusal(lambda: take(world, "sam")) == (409, {"state": "SETTLED"})
    assert refusal(lambda: resolve(world)) == (409, {"state": "SETTLED"})


def test_somebody_in_no_group_only_looks(world):
    refused(world)
    visitor = make_voter("vic", groups=())
    assert refusal(lambda: take(world, "vic", visitor))[0] == 403
    assert refusal(lambda: desk(world, visitor).comment(CASE_ID, REFUND.digest, Remark(text="hello")))[0] == 403


@pytest.mark.parametrize(
    ("case_id", "subject"), [(CASE_ID, "case"), ("C-BBBBBBBBBBBBBBBB", REFUND.digest), (f"{CASE_ID}#", "case"), (CASE_ID, "x|y")]
)
def test_what_is_not_there_is_not_shown(world, case_id, subject):
    """I13."""
    refused(world)
    assert refusal(lambda: look(world, case_id, subject))[0] == 404


def test_another_tenants_exceptions_are_not_there(world):
    """I13."""
    refused(world)
    stranger = make_voter("sam", tenant="other")
    assert listed(world, person=stranger) == []
    assert refusal(lambda: desk(world, stranger).comment(CASE_ID, REFUND.digest, Remark(text="hello")))[0] == 404


def _escalation():
    return keys.escalation(TENANT, CASE_ID, REFUND.digest)
