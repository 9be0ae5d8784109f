import pytest
from tests.policies.given import shipped_artefact

from countersign.policy.proving.vocabulary import UnreadableSchemaError, vocabulary

SCHEMA = """
entity Agent; entity Case;
entity Mode enum ["act", "draft"];
type Votes = { risk: Long };
type Facts = { mode: Mode, approvals: Votes, customer: { known: Bool, country: String } };
action writing;
action "a.b" in [writing] appliesTo { principal: Agent, resource: Case, context: Facts };
action "c.d" appliesTo { principal: Agent, resource: Case, context: Facts };
"""


def test_facts_words_and_groups_are_read() -> None:
    found = vocabulary(SCHEMA)

    assert found.facts == {"approvals.risk": "Long", "customer.country": "String", "customer.known": "Bool", "mode": "Mode"}
    assert found.words == {"Mode": ("act", "draft")}
    assert found.lineage == {"a.b": {"a.b", "writing"}, "c.d": {"c.d"}}


def test_groups_of_the_shipped_schema_cannot_be_asked_about() -> None:
    assert set(vocabulary(shipped_artefact().cedar_schema).actions) & {"impact", "note", "money"} == set()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("known: Bool", "known?: Bool", "type Facts is not a record"),
        ("known: Bool", "tags: Set<String>", "type Facts is not a record"),
        ("country: String", "home: Case", "unknown type: Case"),
        ("context: Facts };\n", "context: Votes };\n", "the same context"),
    ],
)
def test_what_proofs_do_not_know_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(UnreadableSchemaError, match=reason):
        vocabulary(SCHEMA.replace(old, new, 1))
