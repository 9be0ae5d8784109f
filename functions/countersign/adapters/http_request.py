"""A connector's request, completed: the system's address before it, the tenant's credentials in it, nothing else changed."""

from urllib.parse import quote, unquote, urlencode

import httpx

from countersign.adapters.addresses import require_reachable
from countersign.adapters.credentials import Credential
from countersign.ports import NotSentError
from countersign.sdk.contract import Request

# Set by the hub or by HTTP itself: a connector that sets one could act as somebody else, smuggle a request or reach another host.
RESERVED_HEADERS = frozenset(
    {
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "cookie",
        "host",
        "proxy-authorization",
        "transfer-encoding",
        "x-amz-date",
        "x-amz-security-token",
    }
)


def complete(request: Request, base_url: str, credential: Credential, *, loopback: bool) -> httpx.Request:
    """`base_url` is the only place the request can go.

    Raises:
        NotSentError: the request would leave that place or replace what the hub sets.

    """
    taken = RESERVED_HEADERS | {name.lower() for name, _ in credential.headers}
    if any(name.lower() in taken for name, _ in request.headers):
        raise NotSentError("the connector sets a header that is the hub's to set")
    # The answer is read as it comes: a small compressed one may unfold to more than fits in memory.
    headers = [*request.headers, ("accept-encoding", "identity"), ("user-agent", "countersign"), *credential.headers]
    content = None if request.body is None else request.body.encode()
    address = _address(base_url, request.path, (*request.query, *credential.query))
    require_reachable(address, loopback=loopback)
    completed = httpx.Request(request.method, address, headers=headers, content=content)
    if credential.sign:
        credential.sign(completed)
    return completed


def _address(base_url: str, path: str, query: tuple[tuple[str, str], ...]) -> httpx.URL:
    base = httpx.URL(base_url)
    if any(unquote(segment) in {".", ".."} for segment in path.split("/")):
        raise NotSentError("the path climbs out of the system's address")
    target = base.path.rstrip("/") + path + ("?" + urlencode(query, quote_via=quote) if query else "")
    address = base.copy_with(raw_path=target.encode())
    if address.raw_path != target.encode():
        raise NotSentError("the path is not fully escaped, so another would be sent than was approved")
    return address
