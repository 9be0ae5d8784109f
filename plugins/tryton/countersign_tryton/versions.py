"""The version of a customer's addresses: whose they are, the two records that hold them, and Tryton's stamp of each."""

import re
from dataclasses import dataclass

from countersign.sdk import InvalidArgumentsError

CUSTOMER = r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}"
_RECORD = r"([1-9][0-9]{0,14})@([0-9]{1,12}(?:\.[0-9]{1,9})?)"
PATTERN = rf"{CUSTOMER}/{_RECORD}/{_RECORD}"
_VERSION = re.compile(rf"({CUSTOMER})/{_RECORD}/{_RECORD}")


@dataclass(frozen=True)
class Version:
    """`stamps` are Tryton's `_timestamp` of the mechanisms `email` and `phone`, in that order."""

    customer_id: str
    email: int
    phone: int
    stamps: tuple[str, str]

    @classmethod
    def of(cls, text: str, customer_id: str) -> "Version":
        """Raises InvalidArgumentsError when it is not one of that customer: it would name another's records."""
        found = _VERSION.fullmatch(text)
        if found is None or found[1] != customer_id:
            raise InvalidArgumentsError("that is no version of this customer's addresses")
        _, email, email_stamp, phone, phone_stamp = found.groups()
        return cls(customer_id, int(email), int(phone), (email_stamp, phone_stamp))

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.email}@{self.stamps[0]}/{self.phone}@{self.stamps[1]}"

    @property
    def context(self) -> dict[str, dict[str, str]]:
        """What makes Tryton refuse when one of them was changed since."""
        names = (reference(self.email), reference(self.phone))
        return {"_timestamp": dict(zip(names, self.stamps, strict=True))}


def reference(mechanism: int) -> str:
    """As Tryton writes a reference to a record."""
    return f"party.contact_mechanism,{mechanism}"
