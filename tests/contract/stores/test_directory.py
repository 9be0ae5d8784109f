"""The directory of people, in memory and in a user pool."""

from typing import Any

import pytest
from tests.contract.stores.aws import client
from tests.deployed_template import source

from countersign.adapters.cognito import CognitoDirectory
from countersign.adapters.in_memory import InMemoryDirectory
from countersign.model.account import Account
from countersign.ports import Directory

# Name, tenant, groups, person, enabled.
PEOPLE = [
    ("sam", "main", ("supervisor",), None, True),
    ("ann", "main", ("agent_lead", "supervisor"), "P-1", True),
    ("left", "main", ("supervisor",), None, False),
    ("sue", "other", ("supervisor",), None, True),
]


def _account(name: str, tenant: str, groups: tuple[str, ...], person: str | None, enabled: bool) -> Account:  # noqa: FBT001  a row of the table
    email = f"{name}@larkfield.example"
    return Account(
        tenant=tenant, subject=f"sub-{name}", name=name, email=email, groups=groups, person=person, enabled=enabled, second_factor=False
    )


def _pool(**settings: Any) -> tuple[Any, str]:
    """A user pool with the attributes that the template declares."""
    cognito = client("cognito-idp")
    schema = source()["Resources"]["Approvers"]["Properties"]["Schema"]
    pool = cognito.create_user_pool(PoolName="approvers", Schema=schema, **settings)["UserPool"]["Id"]
    for group in ("supervisor", "agent_lead"):
        cognito.create_group(UserPoolId=pool, GroupName=group)
    return cognito, pool


def _employ(cognito: Any, pool: str, account: Account) -> None:
    attributes = {"custom:tenant": account.tenant, "email": account.email} | ({"custom:person": account.person} if account.person else {})
    named = {"UserPoolId": pool, "Username": account.name}
    cognito.admin_create_user(**named, UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()])
    for group in account.groups:
        cognito.admin_add_user_to_group(**named, GroupName=group)
    if not account.enabled:
        cognito.admin_disable_user(**named)


@pytest.fixture(params=["memory", "cognito"])
def directory(request: pytest.FixtureRequest) -> Directory:
    accounts = [_account(*person) for person in PEOPLE]
    if request.param == "memory":
        return InMemoryDirectory(*accounts)
    request.getfixturevalue("aws")
    cognito, pool = _pool()
    for account in accounts:
        _employ(cognito, pool, account)
    cognito.admin_create_user(UserPoolId=pool, Username="nobody", UserAttributes=[{"Name": "custom:tenant", "Value": "main"}])
    return CognitoDirectory(cognito, pool)


def found(directory: Directory, username: str, tenant: str = "main") -> Account:
    account = directory.find(tenant, username)
    assert account is not None, username
    return account


def test_an_account_is_found_by_its_name_with_all_its_groups(directory):
    ann = found(directory, "ann")
    assert (ann.name, ann.email, ann.groups, ann.person) == ("ann", "ann@larkfield.example", ("agent_lead", "supervisor"), "P-1")
    assert (ann.enabled, ann.second_factor, found(directory, "sam").person) == (True, False, None)


def test_a_disabled_account_is_said_to_be_so(directory):
    assert not found(directory, "left").enabled


@pytest.mark.parametrize("username", ["sue", "stranger", "nobody", "stranger@larkfield.example"])
def test_nobody_else_is_found(directory, username):
    """I13: another tenant's, none at all, one without an e-mail address, and an address that nobody has."""
    assert directory.find("main", username) is None


def test_the_members_of_a_group_are_the_tenants_own(directory):
    """I13."""
    assert {account.name for account in directory.members("main", "supervisor")} == {"sam", "ann", "left"}
    assert [account.name for account in directory.members("other", "supervisor")] == ["sue"]


def test_a_group_that_is_not_there_has_no_members(directory):
    assert directory.members("main", "risk") == []


@pytest.mark.parametrize("kept", ["memory", "cognito"])
def test_an_account_is_found_by_its_address(kept, request):
    """The emulation knows addresses only of pools in which they are the names, so the account is called by another there."""
    sam = _account(*PEOPLE[0])
    directory: Directory = InMemoryDirectory(sam)
    if kept == "cognito":
        request.getfixturevalue("aws")
        cognito, pool = _pool(UsernameAttributes=["email"])
        _employ(cognito, pool, sam.model_copy(update={"name": sam.email}))
        directory = CognitoDirectory(cognito, pool)
    assert found(directory, sam.email).groups == sam.groups


@pytest.mark.usefixtures("aws")
def test_what_could_be_no_name_is_nobody(monkeypatch):
    """I5: who asked is called so by another system. The emulation takes any name: the service's answer is put in its place."""
    cognito, pool = _pool()

    def refused(**_: Any) -> None:
        raise cognito.exceptions.InvalidParameterException({"Error": {"Code": "InvalidParameterException"}}, "AdminGetUser")

    monkeypatch.setattr(cognito, "admin_get_user", refused)
    assert CognitoDirectory(cognito, pool).find("main", "Greta Holm (shop)") is None


@pytest.mark.usefixtures("aws")
def test_more_members_than_a_page_holds_are_all_told():
    cognito, pool = _pool()
    names = {f"agent-{number:02}" for number in range(61)}
    for name in names:
        _employ(cognito, pool, _account(name, "main", ("agent_lead",), None, enabled=True))
    assert {account.name for account in CognitoDirectory(cognito, pool).members("main", "agent_lead")} == names


@pytest.mark.usefixtures("aws")
def test_an_account_with_a_second_factor_is_said_to_have_one():
    cognito, pool = _pool()
    _employ(cognito, pool, _account(*PEOPLE[0]))
    cognito.admin_set_user_mfa_preference(UserPoolId=pool, Username="sam", SMSMfaSettings={"Enabled": True, "PreferredMfa": True})
    assert found(CognitoDirectory(cognito, pool), "sam").second_factor
