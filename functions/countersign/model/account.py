"""Who people are, by the identity provider's word."""

from countersign.model.frozen import Frozen, Tenant


class Account(Frozen):
    """One account as it is now. `person` is the same for all accounts of one human.

    `second_factor`: whether each of its sign-ins asks for one.
    """

    tenant: Tenant
    subject: str
    name: str
    email: str
    groups: tuple[str, ...]
    person: str | None
    enabled: bool
    second_factor: bool
