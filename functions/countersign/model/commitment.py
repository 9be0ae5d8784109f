"""Commitments: what the record holds in the place of personal data.

HMAC-SHA256 (RFC 2104) under a secret: binding like a hash, and without the secret not to be found by trying likely values. Who may see the
value is given the opening, which is of use for this kind of value only.
"""

from hmac import digest as hmac

from countersign.model.canonical import canonical_json
from countersign.sdk.strict_json import Json


def opening(salt: str, kind: str) -> str:
    """The secret for values of one kind, in hex; `salt` is a secret in hex, and the opening does not tell it."""
    return hmac(bytes.fromhex(salt), b"countersign-opening-v1\0" + kind.encode(), "sha256").hex()


def commitment(opened: str, value: Json) -> str:
    """What stands on the record for `value`, in hex."""
    return hmac(bytes.fromhex(opened), b"countersign-commitment-v1\0" + canonical_json(value), "sha256").hex()


def committed(salt: str, kind: str, value: Json) -> str:
    """The commitment to a value of this kind."""
    return commitment(opening(salt, kind), value)
