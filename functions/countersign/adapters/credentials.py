"""What signing in adds to a request, for schemes that need nothing but the secret."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from countersign.sdk.auth import ApiKeyHeader, ApiKeyQuery, Auth, Basic, Bearer, NoAuth


@dataclass(frozen=True)
class Credential:
    """Headers and query parameters beside the connector's own, or a signature over the whole request."""

    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    sign: Callable[[httpx.Request], None] | None = None


def of_secret(auth: Auth, secret: Mapping[str, Any]) -> Credential | None:
    """None for a scheme that has to ask somewhere first. Raises KeyError when the secret lacks what the scheme needs."""
    match auth:
        case NoAuth():
            return Credential()
        case Bearer():
            return bearer(secret["token"])
        case Basic():
            return basic(secret["token"])
        case ApiKeyHeader():
            return Credential(headers=((auth.header, auth.prefix + secret["token"]),))
        case ApiKeyQuery():
            return Credential(query=((auth.parameter, secret["token"]),))
    return None


def bearer(token: str) -> Credential:
    """RFC 6750."""
    return Credential(headers=(("authorization", f"Bearer {token}"),))


def basic(pair: str) -> Credential:
    """RFC 7617, of `user:password`."""
    return Credential(headers=(("authorization", "Basic " + b64encode(pair.encode()).decode()),))
