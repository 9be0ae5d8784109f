"""Connectors' requests over HTTP, with the tenant's credentials, to the system's own host only."""

import time
from collections.abc import Generator
from typing import TypeVar

from countersign.adapters.http_call import HttpCall
from countersign.adapters.line import Line
from countersign.adapters.pace import Pace
from countersign.adapters.signing_in import Account, SigningIn
from countersign.ports import MaybeSentError, NotSentError, Power, Secrets
from countersign.sdk.contract import Connector, Request, Response
from countersign.sdk.declared import LateBound
from countersign.sdk.dialogue import run
from countersign.sdk.errors import ReadUnavailableError
from countersign.sdk.waiting import seconds_to_wait

T = TypeVar("T")

# A read that is told to wait no longer than this waits here; writes wait in the workflow, where it costs nothing.
PATIENCE_SECONDS = 2


class HttpTransport:
    """The Transport port over httpx."""

    def __init__(self, secrets: Secrets, line: Line | None = None) -> None:
        self._signing_in = SigningIn(secrets)
        self._line = line or Line()
        self._paces: dict[Account, Pace] = {}

    def send(
        self,
        tenant: str,
        connector: Connector,
        request: Request,
        *,
        power: Power,
        deadline_seconds: float,
        late_bound: tuple[LateBound, ...] = (),
    ) -> Response:
        """One request, no redirect; once more only when the system did not know the credential. Raises NotSentError or MaybeSentError."""
        now = time.monotonic()
        account = Account(tenant, connector.manifest.name, power)
        pace = self._paces.setdefault(account, Pace(connector.manifest.rate))
        if (wait := pace.wait(now)) > 0:
            raise NotSentError(f"{account.connector} is left alone for another {wait:.0f} s")
        pace.asked(now)
        call = HttpCall(self._line, self._signing_in, account, connector.manifest, now + deadline_seconds)
        try:
            response = call.answer(request, late_bound)
        except (NotSentError, MaybeSentError):
            pace.failed(time.monotonic())
            raise
        pace.answered(response, time.monotonic())
        # A session is the hub's: no connector shall see one.
        return response.model_copy(update={"headers": {name: value for name, value in response.headers.items() if name != "set-cookie"}})

    def converse(
        self,
        tenant: str,
        connector: Connector,
        dialogue: Generator[Request, Response, T],
        *,
        deadline_seconds: float,
        power: Power = Power.READ,
    ) -> T:
        """Run a reading dialogue (ten requests at most); a step without the power to read names its own.

        Raises:
            ReadUnavailableError: the system cannot be reached, or the deadline for the whole dialogue has passed.
            ReadRefusedError: the dialogue broke its bounds, or could not make sense of the answers.

        """
        ends = time.monotonic() + deadline_seconds

        def ask(request: Request) -> Response:
            response = self._read(tenant, connector, request, power, ends)
            wait = seconds_to_wait(response, connector.manifest.rate) if response.status >= 400 else None  # noqa: PLR2004  refusals
            if wait is None or wait > min(PATIENCE_SECONDS, ends - time.monotonic()):
                return response
            time.sleep(wait)
            return self._read(tenant, connector, request, power, ends)

        return run(connector.manifest, dialogue, ask)

    def _read(self, tenant: str, connector: Connector, request: Request, power: Power, ends: float) -> Response:
        seconds = ends - time.monotonic()
        if seconds <= 0:
            raise ReadUnavailableError(f"{connector.manifest.name} does not answer in time")
        try:
            return self.send(tenant, connector, request, power=power, deadline_seconds=seconds)
        except (NotSentError, MaybeSentError) as error:
            raise ReadUnavailableError(f"{connector.manifest.name}: {error}") from error
