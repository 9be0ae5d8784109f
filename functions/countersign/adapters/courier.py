"""Notifiers' messages on their way: by HTTP, by SMTP or by SES, with the tenant's credentials for that notifier."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx

from countersign.adapters import addresses, posting, ses, smtp, wire
from countersign.adapters.mime import mime
from countersign.ports import NotSentError, Power, Secrets
from countersign.sdk.contract import Response
from countersign.sdk.notifiers import Mail, Message, NotifierManifest, Post

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

SECONDS = 10.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NoticeCourier:
    """The Courier port. Logs which notifier was at work and how it went; never an address, which may itself be a credential."""

    secrets: Secrets
    sender: str
    open_ses: Callable[[], "SESV2Client"]
    loopback: bool = False
    lookup: addresses.Resolve = addresses.resolve
    _client: httpx.Client = field(default_factory=wire.open_client, init=False)

    def carry(self, tenant: str, manifest: NotifierManifest, notice_id: str, message: Message, *, now: datetime) -> Response:
        """One try; raises NotSentError, MaybeSentError or SecretUnavailableError."""
        started = time.monotonic()
        ended = "failed"
        try:
            response = self._carry(tenant, manifest, notice_id, message, now)
            ended = str(response.status)
        finally:
            _log.info("%s: %s in %d ms", manifest.name, ended, int((time.monotonic() - started) * 1000))
        return response

    def _carry(self, tenant: str, manifest: NotifierManifest, notice_id: str, message: Message, now: datetime) -> Response:
        secret = self.secrets.get(tenant, manifest.name, Power.NOTIFY)
        try:
            send = self._prepared(manifest, secret, notice_id, message, now)
        except (KeyError, ValueError, httpx.InvalidURL) as error:
            # Not its text: it may quote the secret.
            raise NotSentError(f"the notifier's secret cannot be used: {type(error).__name__}") from None
        return send()

    def _prepared(
        self, manifest: NotifierManifest, secret: Mapping[str, Any], notice_id: str, message: Message, now: datetime
    ) -> Callable[[], Response]:
        match message:
            case Post():
                request = posting.complete(message, manifest, secret, notice_id, now=now, loopback=self.loopback, lookup=self.lookup)
                return partial(wire.exchange, self._client, request, deadline_seconds=SECONDS)
            case Mail() if secret["via"] == "ses":
                return partial(ses.send, self.open_ses(), self.sender, message.to, mime(message, self.sender, notice_id, now=now))
            case Mail():
                server, raw = smtp.SmtpServer.model_validate(secret), mime(message, self.sender, notice_id, now=now)
                return partial(smtp.send, server, self.sender, message.to, raw, loopback=self.loopback)
