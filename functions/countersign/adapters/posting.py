"""A notifier's POST, completed: the address that its secret names, signed where its manifest says so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from countersign.adapters.addresses import Resolve, pin, require_reachable
from countersign.adapters.http_request import RESERVED_HEADERS
from countersign.ports import NotSentError
from countersign.sdk.notifiers import NotifierManifest, Post
from countersign.sdk.webhooks import signature_headers

_OURS = RESERVED_HEADERS | {"webhook-id", "webhook-timestamp", "webhook-signature"}


def complete(
    post: Post, manifest: NotifierManifest, secret: Mapping[str, Any], notice_id: str, *, now: datetime, loopback: bool, lookup: Resolve
) -> httpx.Request:
    """`secret` holds `url`, and `keys` to sign with. Raises NotSentError for an address where this notifier may not send."""
    if any(name.lower() in _OURS for name, _ in post.headers):
        raise NotSentError("the notifier sets a header that is the hub's to set")
    address = httpx.URL(secret["url"])
    if manifest.hosts and not any(_is_below(address.host, host) for host in manifest.hosts):
        raise NotSentError("the secret's address is not one of this notifier's")
    require_reachable(address, loopback=loopback)
    signed = _signed(post, secret["keys"], notice_id, now) if manifest.signature == "standard_webhooks" else []
    headers = [*post.headers, ("accept-encoding", "identity"), ("user-agent", "countersign"), *signed]
    request = httpx.Request("POST", address, headers=headers, content=post.body.encode())
    pin(request, lookup)
    return request


def _is_below(host: str, allowed: str) -> bool:
    return host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed


def _signed(post: Post, keys: list[str], notice_id: str, now: datetime) -> list[tuple[str, str]]:
    """The notice's id stays over all tries, the time is this one's."""
    return signature_headers(event_id=notice_id, timestamp=int(now.timestamp()), body=post.body.encode(), keys=keys)
