"""The compiled bundle decides like the texts it was made from, read by the engine itself."""

from functools import cache

from cedarpy import Decision, PolicySet, Schema, is_authorized_batch
from hypothesis import strategies as st
from tests.policies.drawn import APPROVALS, for_every_outcome
from tests.policies.given import POLICIES, shipped_artefact, shipped_bundle

from countersign.model.canonical import canonical_json
from countersign.policy.bundle import Bundle, action_entities, load_bundle
from countersign.policy.decide import decide, every_rung
from countersign.policy.facts import DecisionFacts
from countersign.policy.request import cedar_request


@cache
def texts() -> tuple[PolicySet, Schema]:
    policies = "\n".join(path.read_text(encoding="utf-8") for path in sorted(POLICIES.glob("*.cedar")))
    return PolicySet.from_str(policies), Schema.from_str((POLICIES / "schema.cedarschema").read_text(encoding="utf-8"))


@cache
def loaded() -> Bundle:
    return load_bundle(canonical_json(shipped_artefact().to_json()), expected_digest=shipped_artefact().digest)


@for_every_outcome(approvals=APPROVALS)
def test_the_texts_permit_exactly_what_the_compiled_bundle_permits(facts: DecisionFacts, approvals: dict[str, int]) -> None:
    policies, schema = texts()
    rungs = every_rung(shipped_bundle(), facts, approvals)
    requests = [cedar_request(facts, shipped_bundle().tables, mode, approvals if mode == "act" else {}) for mode in rungs]
    results = is_authorized_batch(requests, policies, action_entities(schema), schema)

    assert [result.decision is Decision.Allow for result in results] == [answer.allowed for answer in rungs.values()]
    assert not any(result.diagnostics.errors for result in results)


@for_every_outcome(approvals=st.just({}))
def test_a_bundle_survives_being_written_and_loaded(facts: DecisionFacts, approvals: dict[str, int]) -> None:
    assert decide(loaded(), facts, approvals) == decide(shipped_bundle(), facts, approvals)
