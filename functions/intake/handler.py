"""intake: POST /webhooks/{tenant}/{connector}, and events of the deployment's event bus."""

import json
from base64 import b64decode
from typing import Any

from aws_lambda_powertools.event_handler import Response

from countersign import clock
from countersign.api import answer, api
from countersign.bootstrap import hub
from countersign.entry import step
from countersign.model.frozen import Frozen, Tenant
from countersign.sdk.contract import RawWebhook
from countersign.sdk.event_bus import BUS
from countersign.steps.intake import Intake, intake

resolver = api()


class Delivery(Frozen):
    """What the rule makes of an event: whose it is by the deployment's parameters, never by the event's own word."""

    tenant: Tenant
    connector: str
    event: dict[str, Any]


@resolver.post("/webhooks/<tenant>/<connector>")
def receive(tenant: str, connector: str) -> Response[str]:
    accepted = intake(_pieces(), _webhook(resolver.current_event.raw_event), tenant=tenant, connector=connector, now=clock.now())
    return answer(202, {"accepted": [one.to_json() for one in accepted]})


@step
def deliver(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Raises what intake does: Lambda tries again, and keeps what was not taken in."""
    delivery = Delivery.from_json(event)
    webhook = RawWebhook(headers={}, body=json.dumps(delivery.event, ensure_ascii=False).encode(), url=BUS)
    accepted = intake(_pieces(), webhook, tenant=delivery.tenant, connector=delivery.connector, now=clock.now())
    return {"accepted": [one.to_json() for one in accepted]}


def handler(event: dict[str, Any], context: Any) -> Any:
    """By HTTP everything has a method, which API Gateway writes; the rule's deliveries have none."""
    return resolver.resolve(event, context) if "httpMethod" in event else deliver(event, context)


def _pieces() -> Intake:
    return Intake(hub().store, hub().content, hub().secrets, hub().catalogue, hub().workflows, hub().ring)


def _webhook(event: dict[str, Any]) -> RawWebhook:
    """The bytes as they were signed; the address is the one the sender used."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    body = event.get("body") or ""
    raw = b64decode(body) if event.get("isBase64Encoded") else body.encode()
    context = event.get("requestContext") or {}
    return RawWebhook(headers=headers, body=raw, url=f"https://{context.get('domainName', '')}{context.get('path', '')}")
