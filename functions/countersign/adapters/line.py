"""The way to a system: complete, pin to one public address, exchange, and note in the log how it went."""

import logging
import re
from dataclasses import dataclass, field
from time import monotonic

import httpx

from countersign.adapters import wire
from countersign.adapters.addresses import Resolve, pin, resolve
from countersign.adapters.credentials import Credential
from countersign.adapters.http_request import complete
from countersign.sdk.contract import Request, Response

# A segment that may be shown: no escaped text, no address, and no run of digits as long as a phone number.
_PLAIN = re.compile(r"(?!.*[0-9]{7})[A-Za-z0-9._-]{0,60}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """`loopback` is for a hub whose systems stand on its own machine. Logs neither query nor header nor body nor a person's address."""

    loopback: bool = False
    lookup: Resolve = resolve
    _client: httpx.Client = field(default_factory=wire.open_client)

    def __post_init__(self) -> None:
        # httpx logs whole addresses at INFO, and a query may hold personal data.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    def exchange(self, system: str, base_url: str, request: Request, credential: Credential, *, ends: float) -> Response:
        """Send once, by `ends` on the steady clock; raises NotSentError or MaybeSentError."""
        to_send = complete(request, base_url, credential, loopback=self.loopback)
        pin(to_send, self.lookup)
        started = monotonic()
        ended = "failed"
        try:
            response = wire.exchange(self._client, to_send, deadline_seconds=max(0.0, ends - started))
            ended = str(response.status)
        finally:
            _log.info("%s %s %s: %s in %d ms", system, request.method, shown(request.path), ended, int((monotonic() - started) * 1000))
        return response


def shown(path: str) -> str:
    """A path as a log may hold it: what could be a person's address or number is a star."""
    return "/".join(segment if _PLAIN.fullmatch(segment) else "*" for segment in path.split("/"))
