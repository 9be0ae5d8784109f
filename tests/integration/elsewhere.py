"""What two distributions register whose code another team runs, and that team's endpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from countersign_sandbox_payments.conformance import subject as payments_subject
from countersign_sandbox_ticketing.conformance import subject as ticketing_subject

from countersign import clock
from countersign.sdk import Connector, Elsewhere, RawWebhook, Request, Response, WebhookRejectedError, hookimpl
from countersign.sdk.remote import serve
from countersign.sdk.webhooks import verify

KEY = "whsec_b2YgdGhlIGh1Yg=="


@dataclass(frozen=True)
class Registered:
    """A distribution without the code."""

    near: Connector

    @hookimpl
    def countersign_connectors(self) -> Sequence[Elsewhere]:
        return [Elsewhere(self.near.manifest)]


payments = Registered(payments_subject().connector())
ticketing = Registered(ticketing_subject().connector())


@dataclass
class Endpoint:
    """Answers the hub and nobody else, one connector at each path. `instead` is what it says when it is broken."""

    connectors: Mapping[str, Connector]
    instead: Response | None = None
    heard: list[bytes] = field(default_factory=list)

    def respond(self, request: Request) -> Response:
        body = (request.body or "").encode()
        self.heard.append(body)
        try:
            verify(RawWebhook(headers=dict(request.headers), body=body, url=request.path), keys=[KEY], now=int(clock.now().timestamp()))
        except WebhookRejectedError:
            return Response(status=401)
        return self.instead or Response(status=200, body=serve(self.connectors[request.path], body))
