"""Every path of every step against the roles of the template: what is used is permitted, and what is permitted is used."""

import inspect
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_account, make_action, make_sheet, make_voter
from tests.deployed_template import ROOT, Permission, deployed, of_type, permissions
from tests.fakes import CrashError
from tests.recorded_access import Access, Notes, RecordedWorld
from tests.unit.console.browser import Browser, TestHub
from tests.unit.console.fake_issuer import FakeIssuer, claims_for
from tests.unit.console.voting import editor, recorder
from tests.unit.test_import_rules import imported, reached
from tests.unknown import unknown_refund

from countersign.approving.absences import Away, announce, come_back
from countersign.approving.attention import opened
from countersign.approving.delegations import Delegate, delegate, delegations, revoke
from countersign.approving.drill_table import shipped
from countersign.approving.drills import drills, plant
from countersign.approving.links import follow, open_question
from countersign.approving.quality import quality
from countersign.bootstrap import Hub
from countersign.console import session as sessions
from countersign.console.app import respond
from countersign.errors import (
    ConnectorBusyError,
    EffectRejectedError,
    EffectUnknownError,
    NotWarrantedError,
    RequestRefusedError,
    TransientHubError,
)
from countersign.model.amendment import Asked
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.case import CaseState
from countersign.model.decision import Hold, Verdict
from countersign.model.drill import Plant
from countersign.model.effect import AttemptState
from countersign.model.handling import Assign, Remark, Resolve
from countersign.model.settlement import Found
from countersign.policy.shadow import Candidate
from countersign.proof.bundle import Keys
from countersign.proof.trust import pem
from countersign.record import indexes, keys, links
from countersign.record.approvals import GRACE
from countersign.record.rows import load
from countersign.sdk import Response
from countersign.settings import Settings
from countersign.steps.execute import LEASE
from countersign.steps.sweep import HOPE
from countersign.viewing.approvals import asked_about, open_approvals
from countersign.viewing.cases import case_story, cases_of
from countersign.viewing.exceptions import Sought, exceptions, settled_exceptions
from countersign.viewing.handling import Desk
from countersign.viewing.health import health
from countersign.viewing.held import exception
from countersign.viewing.policies import differences, policies
from countersign.viewing.proving import proof_of
from countersign.viewing.searching import Search, search
from countersign.viewing.settlement import settle
from countersign.viewing.switching import loosen, switches, throw
from countersign.viewing.undoing import Undoing
from countersign.viewing.unknown_effects import unknown_effects

TEMPLATE = deployed()
FUNCTIONS = of_type(TEMPLATE, "AWS::Lambda::Function")
# What steps do by the ports. The rest of a role is the platform's: dead letters, traces, logs.
SERVICES = ("dynamodb:", "s3:", "kms:", "states:", "secretsmanager:", "cognito-idp:")
GRANTED = [each for each in permissions(TEMPLATE) if each.role.endswith("FunctionRole") and each.action.startswith(SERVICES)]

REFUND = make_action()
BENCH = make_action(12_000)
PAVILION = make_action(250_000)
OLGA, OTTO = make_voter("olga", "operator"), make_voter("otto", "operator")
CORA, CARL = make_voter("cora", "compliance"), make_voter("carl", "compliance")


def a_webhook_comes_once_again_and_with_other_content(world):
    ticket = world.open_ticket("TICK-0100")
    world.intake(world.webhook(ticket))
    assert [accepted.duplicate for accepted in world.intake(world.webhook(ticket))] == [True]
    with pytest.raises(RequestRefusedError):
        world.intake(world.webhook(ticket | {"text": "Something else."}))


def a_refund_is_asked_for(world):
    ref = world.receive(text="Please refund my order ORD-1001, the watering can leaks.")
    for _ in range(2):
        world.run(ref)
    assert world.case(ref).state is not CaseState.RECEIVED


def a_question_is_asked(world):
    ref = world.receive(subject="Opening hours", text="When are you open on Saturdays?")
    world.run(ref)
    assert "article.search" in [source.read for source in world.enrich(ref).sources]


def nobody_knows_what_is_wanted(world):
    world.run(world.receive(subject="?", text="Lorem ipsum dolor sit amet."))


def _is_decided(verdict, action=REFUND, **facts):
    def scenario(world):
        world.given(action, sheet=make_sheet(**facts))
        for _ in range(2):
            assert world.settle(REF, action.digest).verdict is verdict
        world.measure(REF)

    return scenario


def a_switch_is_thrown(world):
    world.given(REFUND)
    world.throw("tenant", TENANT)
    assert world.settle(REF, REFUND.digest).verdict is Verdict.DENY


def a_bundle_is_on_trial(world):
    world.candidate = Candidate("e" * 64, error="it cannot be read")
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    assert len(world.look(differences, TENANT, f"{world.now:%Y-%m-%d}").rows) == 1


def an_action_was_altered(world):
    world.given(REFUND)
    world.alter(keys.action(TENANT, CASE_ID, REFUND.digest), recipient="CUST-0666")
    assert world.settle(REF, REFUND.digest).verdict is Verdict.DENY


def _asked(world, action):
    world.given(action)
    world.settle(REF, action.digest)
    return world.ask(REF, action.digest, task_token="T1")


def two_people_say_yes(world):
    request = _asked(world, PAVILION)
    world.transport.amend("order", "ORD-1001", total=PAVILION.money.to_json())
    world.measure(REF)
    with pytest.raises(RequestRefusedError):
        world.vote(request, make_voter("lea", "agent_lead"))
    assert world.vote(request, make_voter("ria", "risk")).state is ApprovalState.OPEN
    assert world.vote(request, make_voter("rob", "risk")).state is ApprovalState.APPROVED
    assert world.settle(REF, PAVILION.digest).verdict is Verdict.ALLOW
    assert world.measure(REF).state is CaseState.RESOLVED


def somebody_who_stands_in_answers(world):
    """One of the two who answered before has lost the role meanwhile."""
    request = _asked(world, PAVILION)
    ria, rob, dora = make_voter("ria", "risk"), make_voter("rob", "risk"), make_voter("dora", "agents")
    world.employ(ria, rob, dora)
    days = {"starts_at": world.now, "ends_at": world.now + timedelta(days=1)}
    given = Delegate(delegate="dora", roles=("risk",), reason="leave", **days)
    made = world.look(delegate, world.directory, rob, given, new_id="d" * 32, now=world.now)
    world.look(announce, rob, Away(**days), now=world.now)
    world.vote(request, ria)
    world.employ(ria, groups=())
    assert world.vote(request, dora).still_needed == {"risk": 1}
    world.look(revoke, rob, made.delegation_id, now=world.now)
    world.look(come_back, rob, now=world.now)
    assert len(world.look(delegations, TENANT).rows) == 1


def the_next_rung_is_asked_and_says_no(world):
    _asked(world, BENCH)
    request = world.ask(REF, BENCH.digest, rung=1, task_token="T2")
    assert world.vote(request, make_voter(), "reject").state is ApprovalState.REJECTED
    assert world.ask(REF, BENCH.digest, task_token="T3").state is ApprovalState.REJECTED
    world.escalate(REF, BENCH.digest, "ApprovalRejectedError")
    assert world.measure(REF).state is CaseState.ESCALATED


def nobody_answers(world):
    request = _asked(world, BENCH)
    world.now = request.expires_at + GRACE
    assert world.sweep().approvals == 1
    world.escalate(REF, None, "ApprovalVoidError")


def an_answer_did_not_reach_the_workflow(world):
    request = _asked(world, BENCH)
    world.vote(request, make_voter())
    world.workflows.answers.clear()
    world.wait(minutes=2)
    assert world.sweep().approvals == 1
    assert "T1" in world.workflows.answers


def _warranted(world):
    world.given(REFUND)
    world.gate(REF, REFUND.digest)


def an_effect_is_asked_for_again(world):
    _warranted(world)
    assert world.execute(REF, REFUND.digest) == world.execute(REF, REFUND.digest)


def a_system_is_busy(world):
    _warranted(world)
    world.transport.fault("rate_limit_429", method="POST")
    with pytest.raises(ConnectorBusyError):
        world.execute(REF, REFUND.digest)
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE


def a_system_refuses(world):
    _warranted(world)
    world.transport.amend("order", "ORD-1001", refunded_minor=1_500)
    with pytest.raises(EffectRejectedError):
        world.execute(REF, REFUND.digest)


def a_lost_answer_is_looked_up(world):
    _warranted(world)
    world.transport.fault("timeout_after_effect", method="POST")
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE


def a_lost_answer_cannot_be_looked_up(world):
    _warranted(world)
    world.transport.fault("timeout_after_effect", method="POST")
    world.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        world.execute(REF, REFUND.digest)


def a_switch_is_thrown_after_the_warrant(world):
    _warranted(world)
    world.throw("action", REFUND.name)
    with pytest.raises(NotWarrantedError):
        world.execute(REF, REFUND.digest)


def _crashed(world):
    _warranted(world)
    world.transport.crash.at = 0
    with suppress(CrashError):
        world.execute(REF, REFUND.digest)
    with pytest.raises(TransientHubError):
        world.execute(REF, REFUND.digest)
    world.now += LEASE


def an_open_attempt_is_taken_over(world):
    _crashed(world)
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE


def an_open_attempt_is_given_up(world):
    _crashed(world)
    assert world.sweep().cases_restarted == 1
    world.now += HOPE
    assert world.sweep().attempts_unknown == 1
    assert world.measure(REF).state is CaseState.ESCALATED


def a_case_is_stuck(world):
    world.receive()
    found = []
    while not found or not found[-1].cases_stuck:
        world.wait(minutes=30)
        found.append(world.sweep())
    assert found[0].cases_restarted == 1


def the_record_is_sealed(world):
    ref = world.receive()
    assert world.seal(*world.record(ref.case_id)).size == 1
    behind = world.row(keys.seal_head(TENANT))
    assert world.seal(*world.record(ref.case_id)).number == 2
    world.alter(keys.seal_head(TENANT), **behind)
    assert world.seal().number == 2


def a_case_is_proved(world):
    ref = world.receive()
    world.seal(*world.record(ref.case_id))
    keys_of_proofs = Keys(grant=pem(world.look(lambda _: world.key.public_key)), seal=pem(world.look(lambda _: world.seal_key.public_key)))
    assert world.look(proof_of, world.archive, keys_of_proofs, TENANT, ref.case_id, now=world.now).record


def a_row_of_the_record_is_changed(world):
    assert world.report("MODIFY", f"{TENANT}|case|{CASE_ID} 0000000000").sequence == 0


def people_are_told(world):
    world.employ(make_voter(), make_voter("sue", "supervisor"))
    _asked(world, BENCH)
    week = {"starts_at": world.now, "ends_at": world.now + timedelta(days=7)}
    announce(world.store, make_voter(), Away(**week), now=world.now)
    lent = Delegate(delegate="sue", roles=("supervisor",), reason="away", **week)
    delegate(world.store, world.directory, make_voter(), lent, new_id="d" * 32, now=world.now)
    world.courier.answers += [Response(status=451), Response(status=550)]
    told = world.tell(*[event for event in world.record() if event.type == "approval.requested"])
    assert (told.failed, told.dead, told.sent) == (1, 1, 1)
    world.wait(minutes=1)
    assert world.tell().sent == 1


def people_answer_by_link(world):
    sam, secret = make_voter(), "s" * 43
    world.employ(sam)
    request = _asked(world, BENCH)
    links.issue(world.store, request, make_account(sam), secret)
    followed = world.look(follow, world.directory, TENANT, secret, now=world.now)
    assert world.look(open_question, world.directory, followed, now=world.now) == request
    pressed = world.notes.under("RecordApproval", follow)(world.store, world.directory, TENANT, secret, now=world.now)
    assert world.vote(request, pressed.person).state is ApprovalState.APPROVED


def people_look(world):
    ref = world.receive()
    request = _asked(world, PAVILION)
    world.vote(request, make_voter("ria", "risk"))
    assert len(world.look(open_approvals, TENANT).rows) == 1
    assert world.look(lambda store: asked_about(store, TENANT, request.approval_id).whole)["state"] == "OPEN"
    world.look(opened, request, "sub-rosa", now=world.now)
    assert world.look(quality, make_voter("ria", "risk"), 7, now=world.now).mine.answers == 1
    assert [case["case_id"] for case in world.look(cases_of, TENANT, f"{world.now:%Y-%m-%d}").rows] == [ref.case_id]
    assert world.look(case_story, TENANT, ref.case_id)["chain"]["whole"]
    assert world.look(exceptions, make_voter(), Sought()).rows == []
    for name in (ref.case_id, request.approval_id, PAVILION.digest, "TICK-0100", "CUST-0001"):
        assert len(world.look(search, TENANT, Search(q=name)).rows) == 1
    assert world.look(search, TENANT, Search(day=f"{world.now:%Y-%m-%d}", verdict=Verdict.REQUIRE_APPROVAL)).rows
    assert world.look(health, TENANT, now=world.now)["ladder"] == [{"rung": 0, "open": 1}]
    assert world.look(policies, TENANT)["digest"] == world.bundle.digest
    assert world.look(differences, TENANT, f"{world.now:%Y-%m-%d}").rows == []


def people_settle_what_nobody_knows(world):
    unknown_refund(world)
    (unknown,) = world.look(unknown_effects, TENANT).rows
    where = (unknown["case_id"], unknown["action"])
    for name, vendor_id in (("sam", "RF-0001"), ("sue", "RF-0002"), ("sam", "RF-0001"), ("sue", "RF-0001")):
        settled = world.look(settle, make_voter(name), *where, Found(happened=True, vendor_id=vendor_id), now=world.now)
    assert settled.state is AttemptState.DONE


def people_find_that_it_did_not_happen(world):
    unknown_refund(world)
    for name in ("sam", "sue"):
        settled = world.look(settle, make_voter(name), CASE_ID, REFUND.digest, Found(happened=False, reason="not listed"), now=world.now)
    assert settled.state is AttemptState.REJECTED


def somebody_wants_something_else(world):
    lena = make_voter("lena", "agent_lead")
    world.employ(lena)
    ref = world.receive(text="Please refund my order ORD-1002, the bench is broken.")
    (refund,) = world.run(ref)
    world.ask(ref, refund.action)
    assert world.edit(ref, refund.action, lena, amount_minor=11_000).number == 1
    assert world.gate(ref, refund.action) is Hold.SUPERSEDED
    world.escalate(ref, refund.action, "ApprovalExpired")
    assert world.run(ref)[0].verdict is Verdict.REQUIRE_APPROVAL


def people_undo_what_was_done(world):
    lena, sam = make_voter("lena", "agent_lead"), make_voter()
    world.employ(sam)
    ref = world.receive(text="Please refund my order ORD-1001, the watering can leaks.")
    (refund,) = world.run(ref)
    world.look(lambda store: Undoing(store, world.workflows, lena, world.now).ask(ref.case_id, refund.action, Asked(reason="wrong order")))
    asked = world.run(ref)[-1]
    world.vote(world.ask(ref, asked.action), sam)
    assert world.settle(ref, asked.action).verdict is Verdict.ALLOW
    assert world.measure(ref).state is CaseState.RESOLVED


def people_see_to_what_lies_with_them(world):
    world.given(REFUND)
    world.throw("action", REFUND.name)
    world.settle(REF, REFUND.digest)
    world.measure(REF)
    world.employ(make_voter("rosa", "risk"))
    where = (CASE_ID, REFUND.digest)

    def desk(act):
        version = world.look(exception, TENANT, *where)["version"]
        return world.look(lambda store: act(Desk(store, make_voter(), world.now), version))

    desk(lambda at, version: at.assign(world.directory, *where, Assign(to="sam", version=version)))
    desk(lambda at, version: at.assign(world.directory, *where, Assign(to="rosa", version=version)))
    desk(lambda at, _: at.comment(*where, Remark(text="seen")))
    desk(lambda at, version: at.resolve(*where, Resolve(resolved=True, reason="seen to", version=version)))
    assert len(world.look(settled_exceptions, TENANT, f"{world.now:%Y-%m-%d}").rows) == 1
    desk(lambda at, version: at.resolve(*where, Resolve(resolved=False, version=version)))


def people_switch(world):
    assert world.look(throw, OLGA, "action", "refund.issue", "drill", now=world.now).thrown
    assert world.look(loosen, OLGA, "action", "refund.issue", now=world.now).thrown
    assert not world.look(loosen, OTTO, "action", "refund.issue", now=world.now).thrown
    assert len(world.look(switches, TENANT).rows) == 1


def people_come_and_go(world):
    claims = claims_for("sam") | {"auth_time": "1795002900"}
    token = world.look(sessions.begin, claims, new_id=lambda: "1" * 32, now=world.now)
    used = world.now + sessions.TOUCH_AFTER
    world.look(sessions.touch, token, world.look(sessions.resume, token, used), used)
    world.look(sessions.end, token)
    world.look(sessions.begin, claims, new_id=lambda: "2" * 32, now=world.now)
    world.now += sessions.LONGEST
    assert world.sweep().sessions_over == 1


def _console_of(world):
    """Pages are one function's, the forms of answers another's."""

    def served(call, context, **how):
        function = "RecordApproval" if call.path.endswith(("/votes", "/edits")) else "Console"
        return world.notes.under(function, respond)(call, context, **how)

    hub = TestHub(world.store, FakeIssuer(world.now), world.directory, world.workflows)
    world.employ(make_voter())
    return Browser(hub, lambda: world.now, record=recorder(world), edit=editor(world), respond=served)


def people_answer_in_the_console(world):
    browser = _console_of(world)
    request = _asked(world, BENCH)
    page = browser.sign_in("sam", "supervisor", path=f"/console/approvals/{request.approval_id}")
    assert browser.get("/console").status == 200
    assert "Approved" in browser.submit(page, "/votes").body


def people_change_in_the_console_what_they_are_asked(world):
    browser = _console_of(world)
    request = _asked(world, BENCH)
    page = browser.sign_in("sam", "supervisor", path=f"/console/approvals/{request.approval_id}")
    assert "Taken." in browser.submit(page, "/edits", reason="One slat only", **{"set.amount_minor": "110.00"}).body


def people_stand_in_by_the_console(world):
    browser = _console_of(world)
    world.employ(make_voter("sue"))
    page = browser.sign_in("sam", "supervisor", path="/console/standing-in")
    until = f"{world.now + timedelta(days=2):%Y-%m-%dT%H:%M}"
    made = browser.submit(page, "/delegate", colleague="sue", until=until, reason="On leave", **{"role.supervisor": "on"})
    assert "sue stands in for you" in made.body
    away = browser.submit(browser.submit(made, "/revoke"), "/away", until=until)
    assert "You are back." in browser.submit(away, "/back").body


def people_erase_what_was_asked_and_answered(world):
    ref = world.receive(subject="Opening hours", text="When are you open on Saturdays?")
    world.run(ref)
    request = _asked(world, BENCH)
    world.vote(request, make_voter(), "reject")
    world.alter(keys.case(TENANT, CASE_ID), state="RESOLVED")
    world.rows.transact(indexes.of_case(world.case(REF)))
    assert len(world.holdings(CORA, "CUST-0001")["cases"]) == 2
    world.erase(CORA, "CUST-0001", "DSR-1")
    assert world.erase(CARL, "CUST-0001").erasure.cases == 2
    assert [erasure.state for erasure in world.erasures(CORA)] == ["DONE"]


def a_check_is_planted_and_answered(world):
    kind, *_ = shipped()
    planting, listing = world.notes.under("Drill", plant), world.notes.under("Drill", drills)
    drill = planting(world.rows, shipped(), OLGA, Plant(kind=kind), new_id="d" * 32, now=world.now)
    request = load(world.store, keys.approval(TENANT, drill.approval_id), ApprovalRequest)
    assert world.vote(request, make_voter()).note
    assert len(listing(world.rows, TENANT).rows) == 1


SCENARIOS = [
    a_check_is_planted_and_answered,
    people_change_in_the_console_what_they_are_asked,
    people_stand_in_by_the_console,
    a_webhook_comes_once_again_and_with_other_content,
    a_refund_is_asked_for,
    a_question_is_asked,
    nobody_knows_what_is_wanted,
    _is_decided(Verdict.ALLOW),
    _is_decided(Verdict.REQUIRE_APPROVAL, BENCH),
    _is_decided(Verdict.DRAFT, quality_bp=6_000),
    _is_decided(Verdict.RECOMMEND, quality_bp=3_000),
    _is_decided(Verdict.ESCALATE, customer=None),
    a_switch_is_thrown,
    a_bundle_is_on_trial,
    an_action_was_altered,
    two_people_say_yes,
    somebody_who_stands_in_answers,
    the_next_rung_is_asked_and_says_no,
    nobody_answers,
    an_answer_did_not_reach_the_workflow,
    an_effect_is_asked_for_again,
    a_system_is_busy,
    a_system_refuses,
    a_lost_answer_is_looked_up,
    a_lost_answer_cannot_be_looked_up,
    a_switch_is_thrown_after_the_warrant,
    an_open_attempt_is_taken_over,
    an_open_attempt_is_given_up,
    a_case_is_stuck,
    the_record_is_sealed,
    a_case_is_proved,
    a_row_of_the_record_is_changed,
    people_are_told,
    people_answer_by_link,
    people_look,
    people_settle_what_nobody_knows,
    people_find_that_it_did_not_happen,
    somebody_wants_something_else,
    people_undo_what_was_done,
    people_see_to_what_lies_with_them,
    people_switch,
    people_come_and_go,
    people_answer_in_the_console,
    people_erase_what_was_asked_and_answered,
]


@pytest.fixture(scope="module")
def accesses() -> set[Access]:
    notes = Notes()
    for scenario in SCENARIOS:
        scenario(RecordedWorld(notes=notes))
    return notes.accesses


def missing(accesses: set[Access], granted: list[Permission]) -> list[Access]:
    return sorted(access for access in accesses if not any(access.permitted_by(permission) for permission in granted))


def narrower(permission: Permission) -> Iterator[list[Permission]]:
    """What may stand in its place: nothing, or the same with one pattern less."""
    yield []
    for pattern in permission.partitions or ():
        yield [permission._replace(partitions=permission.partitions - {pattern})]


def test_every_function_was_at_work(accesses):
    assert {f"{access.function}Function" for access in accesses} == FUNCTIONS.keys()


def test_every_access_is_permitted(accesses):
    assert missing(accesses, GRANTED) == []


def test_nothing_is_permitted_that_could_be_left_out(accesses):
    idle = [
        (permission, left)
        for permission in GRANTED
        for left in narrower(permission)
        if not missing(accesses, [*(each for each in GRANTED if each is not permission), *left])
    ]
    assert idle == []


def settings_given(function: str) -> set[str]:
    variables = FUNCTIONS[f"{function}Function"]["Environment"]["Variables"]
    return {name.removeprefix("COUNTERSIGN_").lower() for name in variables if name.startswith("COUNTERSIGN_")}


def settings_required(source: str) -> set[str]:
    """Those without which this code, or the pieces of the hub that it uses, cannot work."""
    pieces = set(re.findall(r"(?:hub(?:\(\))?|self)\.(\w+)", source)) & vars(Hub).keys() - {"_client"}
    made = [vars(Hub)[piece] for piece in pieces]
    behind = [settings_required(inspect.getsource(piece.fget if isinstance(piece, property) else piece.func)) for piece in made]
    # What may be empty is a setting too: no connector enabled, say. The three are not, where the function does not use what they name.
    return set(re.findall(r'(?:require\("|settings\.(?!require|policy_bundle|privacy_table|case_workflow))(\w+)', source)).union(*behind)


def sources_of(function: str) -> str:
    """The handler's, and those of the pages or forms that it serves."""
    handler = ROOT / "functions" / function / "handler.py"
    pages = {module for start in imported(handler) for module in reached(start) if module.startswith("countersign.console")}
    files = [(ROOT / "functions" / Path(*module.split("."))).with_suffix(".py") for module in sorted(pages)]
    if "countersign.console.pages" in pages:
        files += sorted((ROOT / "functions" / "countersign" / "console" / "pages").glob("*.py"))
    return "\n".join(file.read_text(encoding="utf-8") for file in (handler, *files) if file.exists())


@pytest.mark.parametrize("name", [path.parent.name for path in sorted(ROOT.glob("functions/*/handler.py"))])
def test_each_function_is_given_the_settings_it_uses_and_no_others(name, accesses):
    function = name.title().replace("_", "")
    always = {field for field, kind in Settings.model_fields.items() if kind.is_required()}
    starts_cases = Access(function, "states:StartExecution", "CaseWorkflow") in accesses
    used = always | settings_required(sources_of(name))
    assert settings_given(function) == used | ({"case_workflow"} if starts_cases else set())
