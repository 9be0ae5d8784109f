"""intake: POST /webhooks/{tenant}/{connector}."""

from base64 import b64decode
from typing import Any

from aws_lambda_powertools.event_handler import Response

from countersign import clock
from countersign.api import answer, api
from countersign.bootstrap import hub
from countersign.sdk.contract import RawWebhook
from countersign.steps.intake import Intake, intake

resolver = api()


@resolver.post("/webhooks/<tenant>/<connector>")
def receive(tenant: str, connector: str) -> Response[str]:
    pieces = Intake(hub().store, hub().content, hub().secrets, hub().catalogue, hub().workflows, hub().ring)
    accepted = intake(pieces, _webhook(resolver.current_event.raw_event), tenant=tenant, connector=connector, now=clock.now())
    return answer(202, {"accepted": [one.to_json() for one in accepted]})


def _webhook(event: dict[str, Any]) -> RawWebhook:
    """The bytes as they were signed; the address is the one the sender used."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    body = event.get("body") or ""
    raw = b64decode(body) if event.get("isBase64Encoded") else body.encode()
    context = event.get("requestContext") or {}
    return RawWebhook(headers=headers, body=raw, url=f"https://{context.get('domainName', '')}{context.get('path', '')}")


def handler(event: dict[str, Any], context: Any) -> Any:
    return resolver.resolve(event, context)
