from tests.policies.given import shipped_artefact
from tests.unit.policy.proving.subjects import shipped_subject, subject, toy_subject, without
from tests.unit.policy.toy import PERMIT, SUPERVISOR

from countersign.policy.proving.difference import Shift, shifts
from countersign.policy.proving.subject import Subject
from countersign.policy.proving.witness import Witness

NOTHING = '@id("stop") @title("Stop") @owner("o") forbid (principal, action, resource);'


def of_refunds(old: Subject, new: Subject) -> list[Shift]:
    return [shift for shift in shifts(old, new) if shift.witness.action == "refund.issue"]


def refund(**given: int) -> Witness:
    differing = {key.replace("__", "."): value for key, value in given.items()}
    return Witness(action="refund.issue", mode="act", given=differing, approvals={})


def with_schema(old: str, new: str) -> Subject:
    schema = shipped_artefact().cedar_schema
    assert old in schema
    return subject(shipped_artefact().model_copy(update={"cedar_schema": schema.replace(old, new)}))


def test_a_bundle_differs_in_nothing_from_itself() -> None:
    assert list(shifts(shipped_subject(), shipped_subject())) == []


def test_a_raised_threshold_is_shown_at_its_first_cent() -> None:
    raised = toy_subject(PERMIT, SUPERVISOR.replace("10000", "15000"))

    assert of_refunds(toy_subject(PERMIT, SUPERVISOR), raised) == [
        Shift(now="allowed", witness=refund(money__amount_minor=10_001), policies=("over-100",))
    ]


def test_a_lowered_threshold_is_shown_too() -> None:
    lowered = toy_subject(PERMIT, SUPERVISOR.replace("10000", "9000"))

    assert of_refunds(toy_subject(PERMIT, SUPERVISOR), lowered) == [
        Shift(now="denied", witness=refund(money__amount_minor=9_001), policies=("over-100",))
    ]


def test_other_people_to_ask_differ_both_ways() -> None:
    other = toy_subject(PERMIT, SUPERVISOR.replace("supervisor", "risk"))

    assert [(shift.now, shift.witness.approvals) for shift in of_refunds(toy_subject(PERMIT, SUPERVISOR), other)] == [
        ("denied", {"supervisor": 1}),
        ("allowed", {"risk": 1}),
    ]


def test_each_policy_that_makes_a_difference_is_shown() -> None:
    two = SUPERVISOR.replace('"over-100"', '"low"').replace("amount_minor > 10000", "amount_minor < 100")

    found = of_refunds(toy_subject(PERMIT, SUPERVISOR, two), toy_subject(PERMIT))
    assert {shift.policies for shift in found} == {("over-100",), ("low",)}


def test_every_rung_is_compared() -> None:
    assert [shift.witness.mode for shift in of_refunds(toy_subject(PERMIT), toy_subject(PERMIT, NOTHING))] == [
        "act",
        "draft",
        "recommend",
        "escalate",
    ]


def test_votes_count_for_acting_only() -> None:
    lifted = SUPERVISOR.replace('context.mode == Mode::"act" && ', "")
    lasting = NOTHING.replace("resource);", "resource) when { context.money.amount_minor > 10000 };")

    assert [
        (shift.witness.mode, shift.witness.approvals) for shift in of_refunds(toy_subject(PERMIT, lifted), toy_subject(PERMIT, lasting))
    ] == [("act", {"supervisor": 1})]


def test_without_a_permit_no_policy_is_named() -> None:
    (shift, *_) = of_refunds(toy_subject(PERMIT), toy_subject(SUPERVISOR))

    assert (shift.now, shift.policies) == ("denied", ())


def test_a_policy_less_in_the_shipped_bundle_is_seen() -> None:
    found = list(shifts(shipped_subject(), without("contact.quiet-hours")))

    assert {(shift.now, shift.witness.action, shift.policies) for shift in found} == {
        ("allowed", action, ("contact.quiet-hours",)) for action in ("call.place", "email.send", "sms.send")
    }


def test_another_limit_of_the_tables_is_seen() -> None:
    tables = shipped_artefact().tables
    limits = tables.limits.model_copy(update={"facts_age_seconds": 600})
    patient = shipped_artefact().model_copy(update={"tables": tables.model_copy(update={"limits": limits})})

    (shift,) = of_refunds(shipped_subject(), subject(patient))
    assert (shift.now, shift.witness) == ("allowed", refund(facts_age_seconds=301))


def test_words_that_only_one_bundle_knows_are_left_to_the_schema() -> None:
    assert list(shifts(with_schema('"data_request"', '"data_request", "gift"'), shipped_subject())) == []
    assert list(shifts(shipped_subject(), with_schema('"data_request"', '"data_request", "gift"'))) == []


def test_facts_that_only_one_bundle_knows_leave_the_others_comparable() -> None:
    assert list(shifts(shipped_subject(), with_schema("quality_bp: Long,", "quality_bp: Long, mood_bp: Long,"))) == []
