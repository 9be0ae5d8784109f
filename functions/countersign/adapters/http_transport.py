"""Connectors' requests over HTTP, with the tenant's credentials, to the system's own host only."""

import logging
import time
from collections.abc import Generator
from typing import TypeVar

from countersign.adapters import wire
from countersign.adapters.http_request import complete
from countersign.ports import MaybeSentError, NotSentError, Power, Secrets
from countersign.sdk.contract import Connector, Request, Response
from countersign.sdk.errors import ConnectorError, ReadRefusedError, ReadUnavailableError

T = TypeVar("T")

MAX_READS = 10

_log = logging.getLogger(__name__)


class HttpTransport:
    """The Transport port over httpx. Logs who was asked what and how it went; never a query, a header or a body."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._client = wire.open_client()
        # httpx logs whole addresses at INFO, and a query may hold personal data.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    def send(self, tenant: str, connector: Connector, request: Request, *, power: Power, deadline_seconds: float) -> Response:
        """One request, no retry, no redirect; raises NotSentError or MaybeSentError."""
        manifest = connector.manifest
        to_send = complete(request, manifest, self._secrets.get(tenant, manifest.name, power))
        started = time.monotonic()
        ended = "failed"
        try:
            response = wire.exchange(self._client, to_send, deadline_seconds=deadline_seconds)
            ended = str(response.status)
        finally:
            milliseconds = int((time.monotonic() - started) * 1000)
            _log.info("%s %s %s: %s in %d ms", manifest.name, request.method, request.path, ended, milliseconds)
        return response

    def converse(
        self,
        tenant: str,
        connector: Connector,
        dialogue: Generator[Request, Response, T],
        *,
        deadline_seconds: float,
        power: Power = Power.READ,
    ) -> T:
        """Run a reading dialogue (GET and HEAD only, ten requests at most); a step without the power to read names its own.

        Raises:
            ReadUnavailableError: the system cannot be reached, or the deadline for the whole dialogue has passed.
            ReadRefusedError: the dialogue broke these bounds, or could not make sense of the answers.

        """
        ends = time.monotonic() + deadline_seconds
        try:
            request = _advance(dialogue, None)
            for _ in range(MAX_READS):
                request = _advance(dialogue, self._read(tenant, connector, request, power, ends - time.monotonic()))
        except StopIteration as done:
            answer: T = done.value
            return answer
        finally:
            dialogue.close()
        raise ReadRefusedError(f"{connector.manifest.name} asks more than {MAX_READS} times")

    def _read(self, tenant: str, connector: Connector, request: Request, power: Power, seconds: float) -> Response:
        if request.method not in {"GET", "HEAD"}:
            raise ReadRefusedError(f"{connector.manifest.name} tries to {request.method} while reading")
        if seconds <= 0:
            raise ReadUnavailableError(f"{connector.manifest.name} does not answer in time")
        try:
            return self.send(tenant, connector, request, power=power, deadline_seconds=seconds)
        except (NotSentError, MaybeSentError) as error:
            raise ReadUnavailableError(f"{connector.manifest.name}: {error}") from error


def _advance(dialogue: Generator[Request, Response, object], response: Response | None) -> Request:
    """The dialogue's next request; raises StopIteration with its answer at the end."""
    try:
        return next(dialogue) if response is None else dialogue.send(response)
    except (StopIteration, ConnectorError):
        raise
    except Exception as error:  # vendor code may raise anything
        raise ReadRefusedError(f"the connector cannot make sense of the answer: {type(error).__name__}") from error
