"""Where a system may be: a public address, resolved once and pinned, so that no name leads into the network the hub runs in."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address

import httpx

from countersign.ports import NotSentError

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a name; raises OSError when it has none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def require_reachable(address: httpx.URL, *, loopback: bool) -> None:
    """Raise NotSentError unless it is https, or this machine on a hub that is configured to find systems on it."""
    if address.host in _LOOPBACK and not loopback:
        raise NotSentError("this hub is not configured to find systems on its own machine")
    if address.scheme != "https" and address.host not in _LOOPBACK:
        raise NotSentError("a system beyond this machine is reached by https only")


def pin(request: httpx.Request, lookup: Resolve) -> None:
    """Send to one address that the name has now; certificate and `Host` stay the name's. Raises NotSentError.

    A name with any address that is not public is refused: what it answers next time may be the private one.
    """
    host = request.url.host
    if host in _LOOPBACK:
        return
    try:
        addresses = lookup(host, request.url.port or 443)
    except OSError as error:
        raise NotSentError("the system's name cannot be resolved") from error
    if not addresses or not all(ip_address(found.partition("%")[0]).is_global for found in addresses):
        raise NotSentError("the system's name leads to an address that is not public")
    request.url = request.url.copy_with(host=addresses[0])
    request.extensions = {**request.extensions, "sni_hostname": host}
