"""The directory of people in a Cognito user pool."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from countersign.model.account import Account

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AdminGetUserResponseTypeDef

TENANT = "custom:tenant"
PERSON = "custom:person"


class CognitoDirectory:
    """Asks each time: what a role was worth a minute ago says nothing about a vote now."""

    def __init__(self, client: "CognitoIdentityProviderClient", user_pool: str) -> None:
        self._client = client
        self._pool = user_pool

    def find(self, tenant: str, username: str) -> Account | None:
        # The second: what a customer's system calls somebody need not be a name that a user pool could have.
        nobody = (self._client.exceptions.UserNotFoundException, self._client.exceptions.InvalidParameterException)
        try:
            user = self._client.admin_get_user(UserPoolId=self._pool, Username=username)
            groups = self._groups(user["Username"])
        except nobody:
            return None
        attributes = {attribute["Name"]: attribute.get("Value", "") for attribute in user["UserAttributes"]}
        if attributes.get(TENANT) != tenant or not attributes.get("email"):
            return None
        return _account(tenant, user, attributes, groups)

    def members(self, tenant: str, group: str) -> list[Account]:
        pages = self._client.get_paginator("list_users_in_group").paginate(UserPoolId=self._pool, GroupName=group)
        try:
            names = [user["Username"] for page in pages for user in page["Users"]]
        except self._client.exceptions.ResourceNotFoundException:
            return []
        return [account for name in names if (account := self.find(tenant, name))]

    def _groups(self, username: str) -> tuple[str, ...]:
        pages = self._client.get_paginator("admin_list_groups_for_user").paginate(UserPoolId=self._pool, Username=username)
        return tuple(sorted(group["GroupName"] for page in pages for group in page["Groups"]))


def _account(tenant: str, user: "AdminGetUserResponseTypeDef", attributes: Mapping[str, str], groups: tuple[str, ...]) -> Account:
    return Account(
        tenant=tenant,
        subject=attributes["sub"],
        name=user["Username"],
        email=attributes["email"],
        groups=groups,
        person=attributes.get(PERSON) or None,
        enabled=user["Enabled"],
        second_factor=bool(user.get("UserMFASettingList")),
    )
