"""What the model does, done to the real steps: two cases under one cap, two of risk needed for each, anything at any moment."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from botocore.exceptions import BotoCoreError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.builders import TENANT, make_action, make_case, make_sheet, make_voter
from tests.fakes import CrashError
from tests.faults.account import breaches
from tests.faults.hub import RunningHub
from tests.faults.injuries import VENDOR, action_altered, grant_copied, grant_forged
from tests.faults.mishaps import Mishap, nothing
from tests.faults.step_functions import NAMED

from countersign.model.case import CaseRef
from countersign.model.effect import AttemptState
from countersign.ports import Replace, WriteRefusedError
from countersign.record import keys

# Each alone is within the day's limit; both together are not.
ACTIONS = tuple(
    make_action(300_000, case_id=f"C-{n:016d}", idempotency_key=f"{n:040d}", requester="sam@larkfield.example") for n in range(2)
)
REFS = tuple(CaseRef(tenant=TENANT, case_id=action.case_id) for action in ACTIONS)
RITA, DORA = make_voter("rita", "risk"), make_voter("dora", "agents")
PEOPLE = (RITA, make_voter("remo", "risk"), make_voter("sam", "risk"), make_voter("tom", "agents"), DORA)
LENA = make_voter("lena", "agent_lead")
# A lease ends, a warrant ages, a deadline passes.
WAITS = (1, 46, 16 * 60, 25 * 3600)
CALLS = 16
GIVEN_UP = (*NAMED, CrashError, WriteRefusedError, BotoCoreError)

cases = st.sampled_from((0, 1))


class Promise(RuleBasedStateMachine):
    """Each rule is a move of the model; the witness and the company's books say whether the promise was kept."""

    @initialize(stage=st.sampled_from(("asked", "approved", "warranted", "warranted")))
    def two_questions(self, stage: str) -> None:
        self.hub = RunningHub()
        self.world = self.hub.world
        self.world.transport.amend("order", "ORD-1001", total={"amount_minor": 1_000_000, "currency": "EUR"})
        for ref, action in zip(REFS, ACTIONS, strict=True):
            self.world.given(action, case=make_case(case_id=ref.case_id))
            self.world.gate(ref, action.digest)
            self.world.ask(ref, action.digest)
        self.first_bundle = self.world.bundle.digest
        self.hub.hand_on(RITA, DORA)
        if stage != "asked":
            for case, person in ((0, PEOPLE[0]), (0, PEOPLE[1]), (1, PEOPLE[0]), (1, PEOPLE[1])):
                self.hub.answer(REFS[case], ACTIONS[case].digest, person, "approve")
        if stage == "warranted":
            self.world.gate(REFS[0], ACTIONS[0].digest)

    @rule(case=cases, person=st.sampled_from(PEOPLE), answer=st.sampled_from(("approve", "approve", "approve", "reject")))
    def somebody_answers(self, case, person, answer):
        self.hub.insistently(lambda: self.hub.answer(REFS[case], ACTIONS[case].digest, person, answer))

    @rule(person=st.sampled_from((RITA, DORA, PEOPLE[1])), changes=st.sampled_from(({}, {"groups": ()}, {"enabled": False})))
    def somebody_is_moved_locked_out_or_let_in(self, person, changes):
        self.hub.employ(person, **changes)

    @rule(case=cases)
    def somebody_wants_something_else(self, case):
        self.hub.insistently(lambda: self.hub.edit(REFS[case], ACTIONS[case].digest, LENA, amount_minor=250_000))

    @rule(forge=st.sampled_from((grant_forged, grant_copied)))
    def an_answer_is_forged_or_copied(self, forge):
        forge(self.hub)

    @precondition(lambda self: not self.hub.witness.rows("ATTEMPT#"))
    @rule()
    def a_stored_action_is_altered(self):
        action_altered(self.hub)

    @rule(case=cases, meanwhile=st.sampled_from(("", "", "switch", "bundle", "gate")))
    def the_gate_decides(self, case, meanwhile):
        self._facts_are_read_anew(case)
        self._with(self._once("store.transact", self._meanwhile(meanwhile, 1 - case)))
        self._tried(lambda: self.world.gate(REFS[case], ACTIONS[case].digest))

    @rule(case=cases, number=st.integers(0, CALLS), mishap=st.sampled_from(Mishap))
    def a_worker_has_bad_luck(self, case, number, mishap):
        self.hub.fate.at(number, mishap)
        self._execute(case)

    @rule(case=cases, kind=st.sampled_from(VENDOR), method=st.sampled_from(("POST", "GET")))
    def a_worker_meets_a_bad_day(self, case, kind, method):
        self.world.transport.fault(kind, method=method)
        self._execute(case)

    @rule(case=cases)
    def two_workers_at_once(self, case):
        self._with(self._once("store.transact", lambda: self._execute(case)))
        self._execute(case)

    @rule(seconds=st.sampled_from(WAITS))
    def time_passes(self, seconds):
        self.world.wait(seconds=seconds)

    @rule()
    def the_sweep_comes(self):
        self.world.sweep()

    @rule(thrown=st.booleans())
    def a_switch_is_set(self, thrown):
        row = {"kind": "action", "name": "refund.issue", "thrown": thrown, "by": "olga", "reason": "drill", "at": "2026-11-18T12:00:00Z"}
        self.hub.witness.transact([Replace(keys.switch(TENANT, "action", "refund.issue"), row)])

    @rule(deployed=st.booleans())
    def the_bundle_changes(self, deployed):
        """To another and back; the gate may still have the one before."""
        digest = "e" * 64 if self._pointer() == self.first_bundle else self.first_bundle
        self.hub.witness.transact([Replace(keys.bundle_pointer(TENANT), {"digest": digest})])
        if deployed:
            self.world.bundle = replace(self.world.bundle, digest=digest)

    @invariant()
    def the_promise_is_kept(self):
        """I1 to I8, I10, I12 to I16."""
        if hasattr(self, "hub"):
            self.hub.fate.choose = nothing
            assert breaches(self.hub) == []

    def teardown(self):
        """I9: what nobody closed, the sweep ends."""
        if hasattr(self, "hub"):
            for _ in range(3):
                self.world.wait(hours=1)
                self.world.sweep()
            assert AttemptState.OPEN not in {row["state"] for _, row in self.hub.witness.rows("ATTEMPT#")}

    def _execute(self, case: int) -> None:
        self._tried(lambda: self.world.execute(REFS[case], ACTIONS[case].digest))

    def _tried(self, act: Callable[[], object]) -> None:
        with suppress(*GIVEN_UP):
            act()

    def _with(self, choose) -> None:
        self.hub.fate.choose = choose

    def _once(self, wanted: str, act: Callable[[], object]):
        left = [act]

        def choose(_: int, call: str) -> None:
            if call == wanted and left:
                left.pop()()

        return choose

    def _meanwhile(self, what: str, other: int) -> Callable[[], object]:
        return {
            "": lambda: None,
            "switch": lambda: self.a_switch_is_set(thrown=True),
            "bundle": lambda: self.the_bundle_changes(deployed=False),
            "gate": lambda: self._tried(lambda: self.world.gate(REFS[other], ACTIONS[other].digest)),
        }[what]

    def _facts_are_read_anew(self, case: int) -> None:
        sheet = make_sheet(observed_at=self.world.now)
        self.hub.witness.transact([Replace(keys.fact_sheet(TENANT, REFS[case].case_id), sheet.to_json())])

    def _pointer(self) -> str:
        return str(self.world.row(keys.bundle_pointer(TENANT))["digest"])


# The same examples each time: whoever wants others sets derandomize to False and more of them.
Promise.TestCase.settings = settings(
    max_examples=200, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
TestPromise = Promise.TestCase
