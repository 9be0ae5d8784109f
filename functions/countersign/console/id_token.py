"""What an ID token says.

It came from the token endpoint itself over TLS, which stands for its signature (OpenID Connect Core 1.0, 3.1.3.7, item 6).
"""

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64Error
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from countersign.errors import RequestRefusedError
from countersign.sdk.strict_json import MalformedJsonError, loads_object

SKEW = timedelta(seconds=30)
# What says who somebody is; nothing else of a token is kept.
KEPT = ("sub", "email", "custom:tenant", "custom:person", "cognito:username", "cognito:groups", "auth_time", "amr")


def claims_of(token: str, *, issuer: str, client_id: str, nonce: str, now: datetime) -> dict[str, str | list[str]]:
    """What the token says of a person; raises RequestRefusedError (403) unless it is meant for this sign-in."""
    said = _payload(token)
    audience = said.get("aud")
    meant = (
        said.get("iss") == issuer
        and client_id in (audience if isinstance(audience, list) else [audience])
        and said.get("azp", client_id) == client_id
        and said.get("token_use", "id") == "id"
        and compare_digest(str(said.get("nonce")).encode(), nonce.encode())
        and isinstance(said.get("exp"), int)
        and now.timestamp() < said["exp"] + SKEW.total_seconds()
    )
    if not meant:
        raise RequestRefusedError(403, "The identity provider's answer is not for this sign-in. Sign in again.")
    return {name: _text(said[name]) for name in KEPT if said.get(name)}


def _payload(token: str) -> dict[str, Any]:
    """The middle part (RFC 7519, 3); raises RequestRefusedError."""
    try:
        _, payload, _ = token.split(".")
        return loads_object(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, NotBase64Error, MalformedJsonError):
        raise RequestRefusedError(403, "The identity provider's answer cannot be read. Sign in again.") from None


def _text(value: Any) -> str | list[str]:
    return [str(item) for item in value] if isinstance(value, list) else str(value)
