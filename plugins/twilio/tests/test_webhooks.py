import json
from typing import Any
from urllib.parse import urlencode

import pytest
from countersign_twilio.connector import Twilio
from countersign_twilio.webhooks import sign, signed_texts

from countersign.sdk import MalformedJsonError, RawWebhook, WebhookRejectedError

CONNECTOR = Twilio()
URL = "https://hub.example/webhooks/main/twilio"
KEY = "12345678901234567890123456789012"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json; charset=utf-8"
CALL = {"CallSid": "CA1", "CallStatus": "completed", "Timestamp": "Fri, 15 Jan 2027 08:00:00 +0000"}


def webhook(body: bytes, kind: str = FORM, url: str = URL, **headers: str) -> RawWebhook:
    return RawWebhook(headers={"content-type": kind, **headers}, body=body, url=url)


def signed(unsigned: RawWebhook, text: str, algorithm: str = "sha1") -> RawWebhook:
    signature = sign(text=text, key=KEY, algorithm=algorithm)
    return unsigned.model_copy(update={"headers": {**unsigned.headers, "x-twilio-signature": signature}})


def accept(genuine: RawWebhook) -> None:
    CONNECTOR.verify_webhook(genuine, keys=("somebody else's", KEY), now=0)


def test_a_form_is_signed_after_the_address_in_order_of_its_names() -> None:
    accept(signed(webhook(b"To=%2B4930&CallSid=CA1&Empty="), URL + "CallSidCA1EmptyTo+4930"))


@pytest.mark.parametrize("address", [URL, "https://hub.example:443/webhooks/main/twilio"])
@pytest.mark.parametrize("told", [URL, "https://hub.example:443/webhooks/main/twilio"])
def test_an_address_is_taken_with_its_port_and_without(address: str, told: str) -> None:
    accept(signed(webhook(b"CallSid=CA1", url=told), f"{address}CallSidCA1"))


def test_json_is_signed_by_its_digest_in_the_address() -> None:
    digest = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
    for url in (URL, f"{URL}?bodySHA256={digest}"):
        accept(signed(webhook(b"[]", JSON, url), f"{URL}?bodySHA256={digest}"))


def test_a_digest_in_the_address_is_not_believed() -> None:
    genuine = webhook(b"[]", JSON)
    forged = webhook(b"[1]", JSON, next(signed_texts(genuine)))

    with pytest.raises(WebhookRejectedError):
        accept(signed(forged, next(signed_texts(genuine))))


def test_a_key_that_signs_by_sha_256_says_so() -> None:
    settings = {"x-twilio-webhooks-signature-settings": "key=webhooks_sharedkey_1, algorithm=HMAC_SHA256"}
    unsigned = webhook(b"CallSid=CA1", **settings)

    accept(signed(unsigned, f"{URL}CallSidCA1", "sha256"))
    with pytest.raises(WebhookRejectedError):
        accept(signed(unsigned, f"{URL}CallSidCA1"))


@pytest.mark.parametrize("settings", ["algorithm=none", "algorithm=", "algorithm=HMAC_MD5"])
def test_an_unknown_algorithm_is_refused(settings: str) -> None:
    unsigned = webhook(b"CallSid=CA1", **{"x-twilio-webhooks-signature-settings": settings})

    with pytest.raises(WebhookRejectedError, match="algorithm"):
        accept(signed(unsigned, f"{URL}CallSidCA1"))


def test_what_an_event_bus_brings_is_not_twilios() -> None:
    with pytest.raises(WebhookRejectedError, match="web address"):
        accept(signed(webhook(b"CallSid=CA1", url="eventbridge:"), "eventbridge:CallSidCA1"))


def test_a_form_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(WebhookRejectedError):
        accept(signed(webhook("CallSid=ü".encode()), URL))


def streamed(**changes: Any) -> RawWebhook:
    event = {"type": "com.twilio.messaging.message.delivered", "id": "NO1", "time": "2027-01-15T08:00:00.000Z", "data": {}, **changes}
    return webhook(json.dumps([event]).encode(), JSON)


@pytest.mark.parametrize(
    ("named", "data", "ours", "subject"),
    [
        ("com.twilio.messaging.inbound-message.received", {"messageSid": "SM1"}, "message.received", "SM1"),
        ("com.twilio.messaging.message.delivered", {"messageSid": "SM1"}, "message.status", "SM1"),
        ("com.twilio.voice.status-callback.call.completed", {"sid": "CA1"}, "call.status", "CA1"),
    ],
)
def test_an_event_of_the_stream_is_one_of_ours(named: str, data: dict[str, str], ours: str, subject: str) -> None:
    (event,) = CONNECTOR.parse_event(streamed(type=named, data=data))

    assert (event.id, event.type, event.subject, event.data) == ("NO1", ours, subject, data)


def test_events_of_other_types_are_left_alone() -> None:
    assert CONNECTOR.parse_event(streamed(type="com.twilio.eventstreams.test-event")) == ()


def test_a_calls_status_is_an_event_of_its_own_each_time_it_changes() -> None:
    (ringing,), (completed,) = (
        CONNECTOR.parse_event(webhook(urlencode({**CALL, "CallStatus": status}).encode())) for status in ("ringing", "completed")
    )

    assert (completed.type, completed.subject, completed.time) == ("call.status", "CA1", "2027-01-15T08:00:00+00:00")
    assert ringing.id != completed.id


@pytest.mark.parametrize("missing", ["Timestamp", "CallSid"])
def test_a_callback_without_a_time_or_a_call_is_refused(missing: str) -> None:
    form = {name: value for name, value in CALL.items() if name != missing}

    with pytest.raises(WebhookRejectedError):
        CONNECTOR.parse_event(webhook(urlencode(form).encode()))


@pytest.mark.parametrize("body", [b"{}", b"[]", b"[7]", b'[{"type": 7}]', b'[{"type": "com.twilio.messaging.message.sent"}]'])
def test_what_is_no_list_of_events_is_refused(body: bytes) -> None:
    with pytest.raises(WebhookRejectedError):
        CONNECTOR.parse_event(webhook(body, JSON))


def test_what_is_no_json_says_so() -> None:
    with pytest.raises(MalformedJsonError):
        CONNECTOR.parse_event(webhook(b"[", JSON))
