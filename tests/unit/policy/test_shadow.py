"""A bundle on trial is heard and has no say."""

from pathlib import Path

import pytest
from tests.builders import REF, make_action, make_sheet
from tests.policies.given import shipped_bundle
from tests.unit.policy.proposed import HIGHER_LIMIT, proposed_artefact, proposed_bundle
from tests.world import World

from countersign.cli.policy_shadow import trials_of
from countersign.model.decision import Verdict
from countersign.policy.shadow import CANDIDATE_FILE, Candidate, Difference, load_candidate
from countersign.ports import Table
from countersign.record import keys

LOOSER = proposed_bundle("refunds.cedar", HIGHER_LIMIT)
AT_120 = make_action(12_000)


def trial(candidate: Candidate | None) -> World:
    world = World(candidate=candidate)
    world.given(AT_120)
    return world


def recorded(world: World) -> list[Difference]:
    rows = world.store.query(Table.STATE, keys.case_partition(REF.tenant, REF.case_id), keys.SHADOW)
    return [Difference.from_json(dict(row)) for row in rows]


def test_a_decision_that_would_be_another_is_recorded_and_made_as_ever() -> None:
    world = trial(Candidate(LOOSER.digest, LOOSER))
    decision = world.gate(REF, AT_120.digest)
    (found,) = recorded(world)

    assert decision == trial(None).gate(REF, AT_120.digest)
    assert (found.active, found.candidate) == (shipped_bundle().digest, LOOSER.digest)
    assert (str(found.flip.before), str(found.flip.after)) == ("REQUIRE_APPROVAL (supervisor 1)", "ALLOW")
    assert (found.flip.amount_minor, found.flip.customer_id) == (12_000, None), "I12: it outlives an erasure"


def test_a_looser_candidate_warrants_nothing() -> None:
    """I1: only the bundle in force writes warrants."""
    world = trial(Candidate(LOOSER.digest, LOOSER))
    world.gate(REF, AT_120.digest)

    assert world.warrants(REF) == []


def test_a_decision_that_stays_leaves_no_trace() -> None:
    world = World(candidate=Candidate(LOOSER.digest, LOOSER))
    small = make_action(2_000)
    world.given(small)
    world.gate(REF, small.digest)

    assert recorded(world) == []


def test_the_candidates_own_tables_hold_for_it() -> None:
    cautious = proposed_bundle("autonomy.toml", ('level = "act"', 'level = "draft"'))
    world = World(candidate=Candidate(cautious.digest, cautious))
    small = make_action(2_000)
    world.given(small)
    verdict = world.gate(REF, small.digest).verdict
    (found,) = recorded(world)

    assert (verdict, found.flip.after.verdict) == (Verdict.ALLOW, Verdict.DRAFT)


@pytest.mark.parametrize("content", [None, b"{}", proposed_artefact("refunds.cedar", HIGHER_LIMIT).to_bytes() + b" "])
def test_a_candidate_that_cannot_be_loaded_is_told_as_one_that_fails(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / CANDIDATE_FILE
    if content is not None:
        file.write_bytes(content)
    world = trial(load_candidate(file, LOOSER.digest))
    decision = world.gate(REF, AT_120.digest)
    (found,) = recorded(world)

    assert decision == trial(None).gate(REF, AT_120.digest)
    assert found.flip.after.errors
    assert str(found.flip.after) == "DENY (failed)"


def test_what_could_not_be_gathered_is_not_compared() -> None:
    world = World(candidate=Candidate(LOOSER.digest, LOOSER))
    world.given(AT_120, sheet=make_sheet())
    world.alter(keys.action(REF.tenant, REF.case_id, AT_120.digest), name="refund.forge")

    assert world.gate(REF, AT_120.digest).verdict is Verdict.DENY
    assert recorded(world) == []


def test_differences_are_reported_by_pair_of_bundles() -> None:
    world = trial(Candidate(LOOSER.digest, LOOSER))
    world.gate(REF, AT_120.digest)
    ((pair, groups),) = trials_of(recorded(world)).items()

    assert pair == (shipped_bundle().digest, LOOSER.digest)
    assert [(group.decisions, group.money, group.customers) for group in groups] == [(1, {"EUR": 12_000}, 0)]
