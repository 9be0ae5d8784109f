"""The people of the sandbox company who work with the hub."""

from countersign.local.session import Stack
from countersign.model.frozen import Frozen

TENANT = "main"


class User(Frozen):
    """`group` decides what a user may approve; the agent may approve nothing."""

    name: str
    group: str | None = None


USERS = (
    User(name="agent"),
    User(name="lena", group="agent_lead"),
    User(name="sam", group="supervisor"),
    User(name="rosa", group="risk"),
    User(name="rui", group="risk"),
    User(name="rhea", group="risk"),
    User(name="cora", group="compliance"),
    User(name="carl", group="compliance"),
    User(name="olga", group="operator"),
    User(name="otto", group="operator"),
)


def seed_users(stack: Stack) -> None:
    """Idempotent: a user who is there keeps the account and gets the stack's password."""
    for user in USERS:
        seed_user(stack, user)


def seed_user(stack: Stack, user: User) -> None:
    """One user, as idempotent."""
    cognito = stack.client("cognito-idp")
    account = {"UserPoolId": stack.outputs["UserPoolId"], "Username": user.name}
    known = {"custom:tenant": TENANT, "email": f"{user.name}@larkfield.example", "email_verified": "true"}
    attributes = [{"Name": name, "Value": value} for name, value in known.items()]
    try:
        cognito.admin_create_user(**account, UserAttributes=attributes, MessageAction="SUPPRESS")
    except cognito.exceptions.UsernameExistsException:
        cognito.admin_update_user_attributes(**account, UserAttributes=attributes)
    cognito.admin_set_user_password(**account, Password=stack.credentials.password, Permanent=True)
    if user.group:
        cognito.admin_add_user_to_group(**account, GroupName=user.group)
