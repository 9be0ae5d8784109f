from tests.policies.given import shipped_artefact
from tests.unit.policy.toy import PERMIT, SUPERVISOR, toy_artefact

from countersign.policy.tooling.changes import Change, changes


def test_a_bundle_reads_like_itself() -> None:
    assert changes(shipped_artefact(), shipped_artefact()) == []


def test_a_change_of_words_is_not_a_change_of_the_rule() -> None:
    retitled = SUPERVISOR.replace("Above 100.00 EUR a supervisor", "Above 100.00 EUR ask")

    assert changes(toy_artefact(PERMIT, SUPERVISOR), toy_artefact(PERMIT, retitled)) == [
        Change(where="policy over-100 @title", old="Above 100.00 EUR a supervisor", new="Above 100.00 EUR ask")
    ]


def test_a_new_policy_is_shown_with_all_it_says() -> None:
    found = changes(toy_artefact(PERMIT), toy_artefact(PERMIT, SUPERVISOR))

    assert {change.where.removeprefix("policy over-100") for change in found} == {
        "", " @id", " @title", " @owner", " @role", " @approvers", " @within",
    }  # fmt: skip
    assert all(change.old == "" for change in found)


def test_tables_are_compared_place_by_place() -> None:
    tables = shipped_artefact().tables
    contact = tables.contact.model_copy(update={"quiet_from_hour": 20})
    found = changes(shipped_artefact(), shipped_artefact().model_copy(update={"tables": tables.model_copy(update={"contact": contact})}))

    assert found == [Change(where="tables.contact.quiet_from_hour", old="21", new="20")]
