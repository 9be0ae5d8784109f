from tests.unit.policy.proving.subjects import shipped_subject, toy_subject
from tests.unit.policy.toy import PERMIT, SUPERVISOR

from countersign.policy.proving.idle import Idle, idle_policies


def forbid(name: str, condition: str) -> str:
    return f'@id("{name}") @title("{name}") @owner("o") forbid (principal, action, resource) when {{ {condition} }};'


def test_a_policy_that_no_request_meets_is_dead() -> None:
    impossible = forbid("dead", "context.quality_bp > 10 && context.quality_bp < 5")

    assert list(idle_policies(toy_subject(PERMIT, impossible))) == [Idle(policy="dead", kind="dead")]


def test_a_policy_about_a_group_itself_is_dead() -> None:
    """No request is about a group; the policy's writer meant `in`."""
    misspelt = forbid("dead", "context.quality_bp < 1").replace("action,", 'action == Action::"money",')

    assert list(idle_policies(toy_subject(PERMIT, misspelt))) == [Idle(policy="dead", kind="dead")]


def test_a_limit_of_the_tables_counts() -> None:
    """The quiet hours begin at 21."""
    late = forbid("dead", "context.limits.quiet_from_hour < 20")

    assert list(idle_policies(toy_subject(PERMIT, late))) == [Idle(policy="dead", kind="dead")]


def test_a_policy_within_another_one_is_shadowed_by_it() -> None:
    wide, narrow = forbid("wide", "context.quality_bp < 4000"), forbid("narrow", "context.quality_bp < 3000")

    assert list(idle_policies(toy_subject(PERMIT, wide, narrow))) == [Idle(policy="narrow", kind="shadowed", by=("wide",))]


def test_two_equal_policies_shadow_each_other() -> None:
    twins = (forbid("one", "context.quality_bp < 1"), forbid("two", "context.quality_bp <= 0"))

    assert [(idle.policy, idle.by) for idle in idle_policies(toy_subject(PERMIT, *twins))] == [("one", ("two",)), ("two", ("one",))]


def test_a_policy_that_several_others_cover_together_is_redundant() -> None:
    parts = (forbid("low", "context.quality_bp < 10"), forbid("high", "context.quality_bp >= 10 && context.quality_bp < 20"))

    assert list(idle_policies(toy_subject(PERMIT, *parts, forbid("all", "context.quality_bp < 20"))))[-1].policy == "all"
    assert Idle(policy="both", kind="redundant") in idle_policies(
        toy_subject(PERMIT, *parts, forbid("both", "context.quality_bp > 5 && context.quality_bp < 15"))
    )


def test_a_second_permit_is_shadowed() -> None:
    other = PERMIT.replace('"base"', '"again"').replace("resource);", "resource) when { context.quality_bp > 0 };")

    assert list(idle_policies(toy_subject(PERMIT, other))) == [Idle(policy="again", kind="shadowed", by=("base",))]


def test_a_policy_that_an_approval_lifts_is_not_idle_beside_a_weaker_one() -> None:
    assert list(idle_policies(toy_subject(PERMIT, SUPERVISOR))) == []


def test_the_shipped_bundle_has_no_policy_that_others_cover() -> None:
    assert list(idle_policies(shipped_subject())) == []
