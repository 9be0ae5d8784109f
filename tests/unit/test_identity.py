from datetime import UTC, datetime
from typing import Any

import pytest

from countersign.errors import RequestRefusedError
from countersign.identity import person, require_group, voter

CLAIMS = {
    "custom:tenant": "main",
    "sub": "1e6f1f0c",
    "cognito:username": "sam",
    "email": "sam@larkfield.example",
    "cognito:groups": "supervisor",
    "auth_time": "1795003200",
}


def signed_in(**claims: Any) -> dict[str, Any]:
    return {"requestContext": {"authorizer": {"claims": CLAIMS | {name.replace("__", ":"): value for name, value in claims.items()}}}}


def refusal(act) -> int:
    with pytest.raises(RequestRefusedError) as refused:
        act()
    return refused.value.status


def test_a_person_is_who_the_authorizer_says():
    sam = voter(signed_in())
    assert (sam.tenant, sam.subject, sam.name, sam.groups) == ("main", "1e6f1f0c", "sam", ("supervisor",))
    assert sam.authenticated_at == datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize("claim", ["risk,supervisor", "[risk supervisor]", "[risk, supervisor]", "risk supervisor", ["risk", "supervisor"]])
def test_groups_are_read_in_every_form_an_authorizer_gives_them(claim):
    assert voter(signed_in(cognito__groups=claim)).groups == ("risk", "supervisor")


@pytest.mark.parametrize("claim", ["", "[]", []])
def test_nobody_is_in_a_group_by_default(claim):
    """I5."""
    sam = voter(signed_in(cognito__groups=claim))
    assert sam.groups == ()
    assert refusal(lambda: require_group(sam, "operator")) == 403


def test_a_group_is_a_whole_name():
    """I5: `super` is not part of `supervisor`."""
    assert refusal(lambda: require_group(voter(signed_in()), "super")) == 403


@pytest.mark.parametrize("missing", [name for name in CLAIMS if name != "cognito:groups"])
def test_a_token_that_lacks_an_identity_is_refused(missing):
    """I13."""
    event = signed_in()
    del event["requestContext"]["authorizer"]["claims"][missing]
    assert refusal(lambda: voter(event)) == 403


@pytest.mark.parametrize("changes", [{"custom__tenant": "main|case"}, {"custom__tenant": ""}, {"auth_time": "yesterday"}, {"sub": None}])
def test_a_token_that_does_not_fit_is_refused(changes):
    """I13."""
    assert refusal(lambda: voter(signed_in(**changes))) == 403


@pytest.mark.parametrize("event", [{}, {"requestContext": None}, {"requestContext": {}}, {"requestContext": {"authorizer": None}}])
def test_a_request_nobody_signed_is_refused(event):
    assert refusal(lambda: voter(event)) == 403


def test_headers_and_body_say_nothing_about_who_calls():
    """I5, I13."""
    event = signed_in() | {"headers": {"custom:tenant": "other"}, "body": '{"tenant": "other"}'}
    assert voter(event).tenant == "main"


@pytest.mark.parametrize(("claim", "methods"), [("[pwd, mfa]", ("pwd", "mfa")), (["pwd", "otp"], ("pwd", "otp")), ("", ())])
def test_how_a_person_signed_in_is_the_tokens_word(claim, methods):
    assert voter(signed_in(amr=claim)).methods == methods


@pytest.mark.parametrize(("claim", "known"), [("P-1", "P-1"), ("", None)])
def test_one_human_behind_several_accounts_is_the_tokens_word(claim, known):
    """I5."""
    assert voter(signed_in(custom__person=claim)).person == known


def test_claims_say_by_which_door_a_person_came():
    assert (voter(signed_in()).via, person(CLAIMS, via="console").via) == ("api", "console")
