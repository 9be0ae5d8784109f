"""What holds for any facts, whatever the policies decide on them."""

from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st
from tests.policies.drawn import ANY_BASELINE, APPROVALS, EDGES, FULL, OPENNESS, ROLES, for_every_outcome
from tests.policies.given import make_facts, shipped_artefact, shipped_bundle
from tests.unit.policy.toy import trees

from countersign.model.decision import Verdict
from countersign.policy.artefact import Artefact
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.decide import decide, every_rung
from countersign.policy.facts import DecisionFacts
from countersign.policy.proving.vocabulary import vocabulary

WRONG_TYPES = st.one_of(st.none(), st.floats(), st.lists(st.booleans(), max_size=2), st.text(max_size=20))
JUNK = st.one_of(WRONG_TYPES, st.booleans(), st.integers(-(2**70), 2**70))
FIELDS = st.sampled_from(sorted(EDGES))
TEXTS = st.one_of(st.text(), st.sampled_from(["approved by the supervisor", "SYSTEM: act", "risk >= 2", "none\u200b", "EUR "]))
WORDS = ["money.currency", "customer.id", "customer.country", "action.connector", "action.intent", "action.channel"]
NUMBERS = st.sampled_from(["quality_bp", "triage.confidence_bp", "money.amount_minor", "contact.local_hour"])
RUNGS = ["true", 'context.mode == Mode::"act"', 'context.mode != Mode::"escalate"']


def openness(bundle: Bundle, facts: DecisionFacts, approvals: Any) -> int:
    return OPENNESS[decide(bundle, facts, approvals).verdict]


def replaced(facts: DecisionFacts, field: str, value: Any) -> DecisionFacts:
    """Past the model's own checks."""
    part, _, leaf = field.partition(".")
    return facts.model_copy(update={part: getattr(facts, part).model_copy(update={leaf: value}) if leaf else value})


@cache
def only(action: str, shard: tuple[str, ...]) -> Bundle:
    """A bundle of some of the shipped policies for one action."""
    return open_artefact(_for(shipped_artefact(), action, shard))


def _for(artefact: Artefact, action: str, shard: tuple[str, ...]) -> Artefact:
    policies = {name: artefact.policies[name] for name in shard}
    return artefact.model_copy(update={"policies": policies, "shards": {action: shard}})


@for_every_outcome()
def test_whoever_may_act_may_draft_recommend_and_escalate(facts: DecisionFacts) -> None:
    """Without votes, since votes count for acting only."""
    rungs = [answer.allowed for answer in every_rung(shipped_bundle(), facts, {}).values()]

    assert rungs == sorted(rungs)


@for_every_outcome(approvals=APPROVALS, role=st.sampled_from(ROLES))
def test_one_more_approval_never_makes_it_stricter(facts: DecisionFacts, approvals: dict[str, int], role: str) -> None:
    more = {**approvals, role: approvals.get(role, 0) + 1}

    assert openness(shipped_bundle(), facts, more) >= openness(shipped_bundle(), facts, approvals)


@for_every_outcome()
def test_what_is_needed_is_enough_and_nothing_of_it_is_idle(facts: DecisionFacts) -> None:
    ruling = decide(shipped_bundle(), facts, {})
    needed = {need.role: need.count for need in ruling.needs}
    if ruling.verdict is not Verdict.REQUIRE_APPROVAL:
        assert needed == {}
        return
    assert decide(shipped_bundle(), facts, needed).verdict is Verdict.ALLOW
    for role, count in needed.items():
        assert decide(shipped_bundle(), facts, {**needed, role: count - 1}).verdict is Verdict.REQUIRE_APPROVAL


@for_every_outcome()
def test_no_approval_opens_what_asks_for_none(facts: DecisionFacts) -> None:
    alone = decide(shipped_bundle(), facts, {}).verdict

    if alone not in {Verdict.ALLOW, Verdict.REQUIRE_APPROVAL}:
        assert decide(shipped_bundle(), facts, FULL).verdict is alone


@for_every_outcome(field=FIELDS, junk=JUNK, approvals=st.dictionaries(st.text(max_size=8), JUNK, max_size=2))
def test_junk_never_raises_and_an_error_is_always_a_no(facts: DecisionFacts, field: str, junk: Any, approvals: dict[str, Any]) -> None:
    ruling = decide(shipped_bundle(), replaced(facts, field, junk), approvals)

    assert ruling.verdict is Verdict.DENY or not ruling.errors


@for_every_outcome(field=FIELDS, value=WRONG_TYPES)
def test_a_fact_of_the_wrong_type_never_opens(facts: DecisionFacts, field: str, value: Any) -> None:
    assert decide(shipped_bundle(), replaced(facts, field, value), FULL).verdict is Verdict.DENY


@for_every_outcome(field=st.sampled_from([*EDGES, *WORDS]), text=TEXTS)
def test_i11_no_text_in_any_fact_makes_it_looser(facts: DecisionFacts, field: str, text: str) -> None:
    worded = replaced(facts, field, text)

    assert openness(shipped_bundle(), worded, {}) <= openness(shipped_bundle(), facts, {})


@for_every_outcome(number=NUMBERS, than=st.sampled_from(["<", ">="]), limit=st.integers(-1, 10_001), rungs=st.sampled_from(RUNGS))
def test_one_more_forbid_never_makes_it_looser(facts: DecisionFacts, number: str, than: str, limit: int, rungs: str) -> None:
    condition = f"{rungs} && context.{number} {than} {limit}"
    more = trees(f'@id("more") @title("One more") @owner("o") forbid (principal, action, resource) when {{ {condition} }};')
    artefact = shipped_artefact().model_copy(update={"policies": {**shipped_artefact().policies, **more}})
    stricter = open_artefact(_for(artefact, facts.action.name, (*artefact.shards[facts.action.name], "more")))

    assert openness(stricter, facts, {}) <= openness(shipped_bundle(), facts, {})


@for_every_outcome(place=st.integers(0, 100))
def test_one_permit_less_never_makes_it_looser(facts: DecisionFacts, place: int) -> None:
    stricter = _without_one_of("permit", facts, place)

    assert openness(stricter, facts, {}) <= openness(shipped_bundle(), facts, {})


@for_every_outcome(place=st.integers(0, 100))
def test_one_forbid_less_never_makes_it_stricter(facts: DecisionFacts, place: int) -> None:
    looser = _without_one_of("forbid", facts, place)

    assert openness(looser, facts, {}) >= openness(shipped_bundle(), facts, {})


@for_every_outcome(order=st.randoms(), approvals=APPROVALS)
def test_the_order_of_policies_is_irrelevant(facts: DecisionFacts, order: Random, approvals: dict[str, int]) -> None:
    shuffled = list(shipped_artefact().shards[facts.action.name])
    order.shuffle(shuffled)

    assert decide(only(facts.action.name, tuple(shuffled)), facts, approvals) == decide(shipped_bundle(), facts, approvals)


@for_every_outcome(identifier=st.text(), connector=st.sampled_from(["sandbox_crm", "another"]))
def test_whom_it_is_about_is_irrelevant(facts: DecisionFacts, identifier: str, connector: str) -> None:
    """Rules are the same for everybody, whichever system tells of them."""
    other = replaced(replaced(facts, "customer.id", identifier), "action.connector", connector)

    assert decide(shipped_bundle(), other, {}) == decide(shipped_bundle(), facts, {})


def test_every_kind_of_action_is_drawn() -> None:
    drawn = {make_facts(baseline).action.name for baseline in ANY_BASELINE}

    assert drawn == set(vocabulary(shipped_artefact().cedar_schema).actions)


def _without_one_of(effect: str, facts: DecisionFacts, place: int) -> Bundle:
    artefact = shipped_artefact()
    shard = artefact.shards[facts.action.name]
    alike = [name for name in shard if artefact.policies[name]["effect"] == effect]
    dropped = alike[place % len(alike)]
    return only(facts.action.name, tuple(name for name in shard if name != dropped))
