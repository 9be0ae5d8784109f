"""Twilio's webhooks: a MAC in base64, over the address and the form's fields in order, or over an address that has the body's digest
(twilio.com/docs/usage/security, "Validating requests"). No time is signed.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from countersign.sdk import Event, RawWebhook, WebhookRejectedError, loads
from countersign_twilio.manifest import MANIFEST

_PORTS = {"https": 443, "http": 80}
_ALGORITHMS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
# Beginnings of Event Streams' types (twilio.com/docs/events/event-types).
_TYPES: Mapping[str, str] = {
    "com.twilio.messaging.inbound-message.": "message.received",
    "com.twilio.messaging.message.": "message.status",
    "com.twilio.voice.status-callback.": "call.status",
}
_SUBJECTS = ("messageSid", "callSid", "sid")


def sign(*, text: str, key: str, algorithm: str = "sha1") -> str:
    """The value of `X-Twilio-Signature`; `text` is one of `signed_texts`."""
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), algorithm)).decode()


def verify(webhook: RawWebhook, *, keys: Sequence[str]) -> None:
    """Accept what any key signed for our address. A copy stays good for ever: the hub remembers event ids.

    Raises WebhookRejectedError.
    """
    offered = webhook.headers.get("x-twilio-signature", "").encode()
    algorithm = _algorithm(webhook)
    for text in signed_texts(webhook):
        if any(hmac.compare_digest(sign(text=text, key=key, algorithm=algorithm).encode(), offered) for key in keys):
            return
    raise WebhookRejectedError("no signature of the webhook fits")


def signed_texts(webhook: RawWebhook) -> Iterator[str]:
    """Twilio writes the address with its port or without; its own SDK takes either. Raises WebhookRejectedError."""
    ending = "" if _is_json(webhook) else _fields_in_order(webhook)
    for address in _addresses(webhook.url):
        yield (_with_digest(address, webhook.body) if _is_json(webhook) else address) + ending


def parse(webhook: RawWebhook) -> tuple[Event, ...]:
    """Events of Event Streams, or a call's status callback. Raises MalformedJsonError and WebhookRejectedError."""
    messages = _messages(webhook.body) if _is_json(webhook) else None
    try:
        if messages is None:
            return (_call_status(dict(_fields(webhook))),)
        return tuple(_event(message) for message in messages if _type(message["type"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise WebhookRejectedError(f"the webhook is not an event of Twilio's: {type(error).__name__}") from error


def _event(message: Mapping[str, Any]) -> Event:
    data = message["data"]
    subject = next((data[name] for name in _SUBJECTS if name in data), None)
    event_type = str(_type(message["type"]))
    return Event(id=message["id"], source=MANIFEST.name, type=event_type, time=message["time"], subject=subject, data=data)


def _call_status(form: dict[str, str]) -> Event:
    """Messages' callbacks say no time, so they are none of ours; Event Streams has them."""
    at = datetime.strptime(form["Timestamp"], "%a, %d %b %Y %H:%M:%S %z")
    event_id = f"{form['CallSid']}/{form['CallStatus']}/{form.get('SequenceNumber', '')}"
    return Event(id=event_id, source=MANIFEST.name, type="call.status", time=at.isoformat(), subject=form["CallSid"], data=dict(form))


def _messages(body: bytes) -> list[Any]:
    found = loads(body)
    if not isinstance(found, list) or not found:
        raise WebhookRejectedError("the webhook is not a list of events")
    return found


def _type(named: str) -> str | None:
    return next((ours for beginning, ours in _TYPES.items() if named.startswith(beginning)), None)


def _is_json(webhook: RawWebhook) -> bool:
    return webhook.headers.get("content-type", "").startswith("application/json")


def _addresses(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise WebhookRejectedError("the webhook did not come to a web address")
    host = parts.netloc.partition(":")[0]
    port = parts.port or _PORTS[parts.scheme]
    return parts._replace(netloc=host).geturl(), parts._replace(netloc=f"{host}:{port}").geturl()


def _with_digest(address: str, body: bytes) -> str:
    """The digest is taken from the body itself, whatever the address that arrived says it is."""
    bare, _, query = address.partition("?")
    others = [pair for pair in query.split("&") if pair and not pair.startswith("bodySHA256=")]
    return f"{bare}?{'&'.join([*others, f'bodySHA256={hashlib.sha256(body).hexdigest()}'])}"


def _fields_in_order(webhook: RawWebhook) -> str:
    """Each field once for each different value it has."""
    return "".join(name + value for name, value in sorted(set(_fields(webhook))))


def _fields(webhook: RawWebhook) -> list[tuple[str, str]]:
    try:
        return parse_qsl(webhook.body.decode("ascii"), keep_blank_values=True)
    except ValueError as error:
        raise WebhookRejectedError("the webhook's form cannot be read") from error


def _algorithm(webhook: RawWebhook) -> str:
    """SHA-1 with the account's own token; a key of the account's names its algorithm."""
    settings = webhook.headers.get("x-twilio-webhooks-signature-settings", "")
    named = dict(part.strip().partition("=")[::2] for part in settings.split(",")).get("algorithm", "HMAC_SHA1")
    if named not in _ALGORITHMS:
        raise WebhookRejectedError("the webhook is signed by an unknown algorithm")
    return _ALGORITHMS[named]
