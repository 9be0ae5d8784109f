"""A connector's request, completed: the system's address before it, the tenant's credentials in it, nothing else changed."""

import base64
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlencode

import httpx

from countersign.ports import NotSentError
from countersign.sdk.contract import Manifest, Request

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# Set by the hub or by HTTP itself: a connector that sets one could act as somebody else, smuggle a request or reach another host.
_RESERVED = frozenset(
    {"accept-encoding", "authorization", "connection", "content-length", "cookie", "host", "proxy-authorization", "transfer-encoding"}
)
_CREDENTIALS: Mapping[str, Callable[[str], str]] = {
    "bearer": lambda token: f"Bearer {token}",
    "basic": lambda token: "Basic " + base64.b64encode(token.encode()).decode(),
    "api_key_header": lambda token: token,
}


def complete(request: Request, manifest: Manifest, secret: Mapping[str, Any]) -> httpx.Request:
    """`secret` holds `base_url`, the only place the request can go, and `token` (`user:password` for basic).

    Raises:
        NotSentError: the request would leave that place or replace what the hub sets.

    """
    # The answer is read as it comes: a small compressed one may unfold to more than fits in memory.
    headers = [*request.headers, ("accept-encoding", "identity"), ("user-agent", "countersign")]
    taken = _RESERVED | {manifest.auth_header.lower()}
    if any(name.lower() in taken for name, _ in request.headers):
        raise NotSentError(f"{manifest.name} sets a header that is the hub's to set")
    if manifest.auth != "none":
        headers.append((manifest.auth_header, _CREDENTIALS[manifest.auth](secret["token"])))
    content = None if request.body is None else request.body.encode()
    return httpx.Request(request.method, _address(secret["base_url"], request), headers=headers, content=content)


def _address(base_url: str, request: Request) -> httpx.URL:
    base = httpx.URL(base_url)
    if base.scheme != "https" and not (base.scheme == "http" and base.host in _LOOPBACK):
        raise NotSentError("a system beyond this machine is reached by https only")
    if any(unquote(segment) in {".", ".."} for segment in request.path.split("/")):
        raise NotSentError("the path climbs out of the system's address")
    target = base.path.rstrip("/") + request.path + ("?" + urlencode(request.query, quote_via=quote) if request.query else "")
    address = base.copy_with(raw_path=target.encode())
    if address.raw_path != target.encode():
        raise NotSentError("the path is not fully escaped, so another would be sent than was approved")
    return address
