import pytest
from tests.builders import CASE_ID, NOW, TENANT, make_action

from countersign.model.approval import Grant
from countersign.model.decision import Need
from countersign.record import votes


def grant(voter: str, role: str = "risk") -> Grant:
    return Grant(
        approval_id="a" * 32,
        tenant=TENANT,
        case_id=CASE_ID,
        action=make_action().digest,
        bundle="d" * 64,
        answer="approve",
        role=role,
        voter=voter,
        voter_name=voter,
        person=None,
        on_behalf_of=None,
        on_behalf_of_name=None,
        on_behalf_of_person=None,
        groups=(role,),
        methods=("pwd",),
        via="api",
        authenticated_at=NOW,
        answered_at=NOW,
        expires_at=NOW,
        reason=None,
        key_id="grant-key",
    )


def needs(**counts: int) -> list[Need]:
    return [Need(role=role, count=count, within_seconds=60) for role, count in counts.items()]


def test_different_people_count():
    """I5."""
    assert votes.per_role([grant("ria"), grant("rob")]) == {"risk": 2}


def test_one_person_counts_once_however_often_and_for_whatever_they_answered():
    """I5."""
    assert votes.per_role([grant("ria"), grant("ria"), grant("ria", "supervisor")]) == {"risk": 1}


@pytest.mark.parametrize(
    ("roles", "lacking"),
    [
        ((), {"risk": 2, "supervisor": 1}),
        (("risk", "supervisor"), {"risk": 1}),
        (("risk", "risk"), {"supervisor": 1}),
        (("risk", "risk", "supervisor"), {}),
        (("risk", "risk", "risk", "supervisor", "supervisor"), {}),
    ],
    ids=str,
)
def test_every_role_needs_its_own(roles, lacking):
    given = [grant(f"person-{number}", role) for number, role in enumerate(roles)]
    assert votes.lacking(needs(risk=2, supervisor=1), given) == lacking


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"person": "P-1"}, {"person": "P-1"}),
        ({}, {"on_behalf_of": "sub-ria"}),
        ({"on_behalf_of": "sub-rea"}, {"on_behalf_of": "sub-rea"}),
        ({"person": "P-1"}, {"on_behalf_of": "sub-rea", "on_behalf_of_person": "P-1"}),
    ],
    ids=["two accounts of one human", "one and who stands in for them", "two who stand in for one", "one's other account's delegate"],
)
def test_what_is_one_persons_word_counts_once(first, second):
    """I5."""
    given = [grant("sub-ria").model_copy(update=first), grant("sub-rob").model_copy(update=second)]
    assert votes.per_role(given) == votes.per_role(given[::-1]) == {"risk": 1}


OTHERS = {"answer": "reject", "groups": ("other",), "reason": "other", "role": "other", "voter": "other", "voter_name": "other"}
OTHERS |= {
    "person": "P-2",
    "on_behalf_of": "rob",
    "on_behalf_of_name": "rob",
    "on_behalf_of_person": "P-3",
    "methods": ("pwd", "mfa"),
    "via": "link",
}
OTHERS |= dict.fromkeys(("approval_id", "tenant", "case_id", "action", "bundle", "key_id"), "f" * 64)
OTHERS |= dict.fromkeys(("authenticated_at", "answered_at", "expires_at"), NOW.replace(year=2030))


@pytest.mark.parametrize("field", Grant.model_fields)
def test_the_signed_bytes_cover_every_field_of_a_grant(field):
    """I6."""
    other = grant("ria").model_copy(update={field: OTHERS[field]})
    assert votes.grant_message(other) != votes.grant_message(grant("ria"))
