"""What fakes and examples of HubSpot's connectors share, whatever objects they are for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from countersign.sdk.conformance.fake import Asked, FakeSystem, reply, route
from countersign.sdk.conformance.subject import WebhookExample
from countersign.sdk.contract import RawWebhook, Response
from countersign.sdk.hubspot.webhooks import SIGNATURE, TIMESTAMP, sign

_CORRELATION = "aeb5f871-7f07-4993-9211-075dc63e7cbf"
_NUMBERS = {"subscriptionId": 22, "portalId": 33, "appId": 44, "occurredAt": 1_800_000_000_000, "attemptNumber": 0}
BUSY = Response(status=429, body=b'{"status":"error","errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"}')
ERRORS_IN_SUCCESS = (
    Response(status=200, body=b'{"status":"error","category":"VALIDATION_ERROR","message":"Property values were not valid"}'),
    Response(status=200, body=b'{"status":"COMPLETE","results":[],"errors":[{"status":"error","category":"OBJECT_NOT_FOUND"}]}'),
)


@dataclass
class HubSpotAccount(FakeSystem):
    """An account with custom properties, by kind of object. Subclasses add the objects."""

    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unique: ClassVar[frozenset[str]] = frozenset()

    @route("POST", "/crm/v3/properties/{kind}/batch/read")
    def read_properties(self, asked: Asked) -> Response:
        wanted, held = [one["name"] for one in asked.json["inputs"]], self.properties[asked.names["kind"]]
        found = [{"name": name, "type": "string", "hasUniqueValue": name in self.unique} for name in wanted if name in held]
        absent = [name for name in wanted if name not in held]
        errors = [{"status": "error", "category": "OBJECT_NOT_FOUND", "context": {"name": [name]}} for name in absent]
        body = {"status": "COMPLETE", "results": found}
        return reply(207, {**body, "numErrors": len(errors), "errors": errors}) if errors else reply(200, body)


def asked_for(asked: Asked, parameter: str) -> set[str]:
    """Names in a query, with commas between, or one by one."""
    return {name for key, value in asked.request.query if key == parameter for name in value.split(",")}


def not_found() -> Response:
    return refused(404, "OBJECT_NOT_FOUND", "Object not found")


def refused(status: int, category: str, message: str) -> Response:
    return reply(status, {"status": "error", "message": message, "correlationId": _CORRELATION, "category": category})


def changes(word: str, object_id: int, connector: str, *properties: tuple[str, str]) -> WebhookExample:
    """A webhook for each property of an object that changed, with its new value."""
    told = {**_NUMBERS, "subscriptionType": f"{word}.propertyChange", "objectId": object_id, "changeSource": "CRM_UI"}
    url = f"https://hub.example/webhooks/main/{connector}"

    def signed(body: bytes, key: str, now: int) -> RawWebhook:
        timestamp = str(now * 1000)
        headers = {TIMESTAMP: timestamp, SIGNATURE: sign(url=url, timestamp=timestamp, body=body, key=key)}
        return RawWebhook(headers=headers, body=body, url=url)

    return WebhookExample(
        sign=signed,
        bodies=tuple(_body({**told, "eventId": 101 + place}, *each) for place, each in enumerate(properties)),
        key="0f5c9c1e-1c7b-4bd2-9d9e-6d5f1f3f6a10",
        other_key="a77d0c3a-52c2-4b52-8f3f-0a0a0c1f9b55",
    )


def _body(told: Mapping[str, Any], name: str, value: str) -> bytes:
    return json.dumps([{**told, "propertyName": name, "propertyValue": value}], ensure_ascii=False).encode()
