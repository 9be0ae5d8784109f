"""Twilio's own SDK asks our fake, and agrees with our signatures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from countersign_twilio.connector import Twilio
from countersign_twilio.fake import ACCOUNT, LIVE_CALL, TwilioFake, sid_of
from countersign_twilio.webhooks import sign, signed_texts
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from countersign.kit.serving import serving
from countersign.sdk import RawWebhook, Request, Response, WebhookRejectedError

KEY = "12345678901234567890123456789012"
URL = "https://hub.example/webhooks/main/twilio"
TO, FROM = "+4915550100001", "+4930550100"


@dataclass(frozen=True)
class Account:
    """The fake, below the account's address."""

    fake: TwilioFake

    def respond(self, request: Request) -> Response:
        path = request.path.removeprefix(f"/2010-04-01/Accounts/{ACCOUNT}")
        return self.fake.respond(request.model_copy(update={"path": path}))


class OnTheLoopback(TwilioHttpClient):
    """Sends to `address` what is meant for Twilio."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def request(self, method: str, url: str, *more: Any, **named: Any) -> Any:
        parts = urlsplit(url)
        return super().request(method, f"{self.address}{parts.path}?{parts.query}", *more, **named)


@pytest.fixture
def fake() -> TwilioFake:
    return TwilioFake(wants_sender=True)


@pytest.fixture
def client(fake: TwilioFake) -> Iterator[Client]:
    with serving(Account(fake)) as address:
        http = OnTheLoopback(address)
        yield Client("SK" + "0" * 32, "s3cret", ACCOUNT, http_client=http)
        http.session.close()


def test_a_message_is_sent_as_often_as_it_is_asked_for(client: Client, fake: TwilioFake) -> None:
    first, second = (client.messages.create(to=TO, from_=FROM, body="On its way.") for _ in range(2))

    assert (first.sid, first.status, first.direction) == (sid_of("SM", 1), "queued", "outbound-api")
    assert first.sid != second.sid
    assert [effect.recipient for effect in fake.effects] == [TO, TO]


def test_lists_are_read_to_their_end_and_their_times_are_times(client: Client) -> None:
    for number in range(3):
        client.messages.create(to=TO, from_=FROM, body=str(number))

    assert [(message.body, message.date_created.hour) for message in client.messages.list()] == [("2", 12), ("1", 12), ("0", 12)]


def test_a_call_is_placed_moved_and_ended(client: Client) -> None:
    placed = client.calls.create(to=TO, from_=FROM, twiml="<Response><Enqueue>orders</Enqueue></Response>")
    moved = client.calls(LIVE_CALL).update(twiml="<Response><Enqueue>orders</Enqueue></Response>")
    (orders,) = [queue for queue in client.queues.list() if queue.friendly_name == "orders"]
    waits = client.queues(orders.sid).members(LIVE_CALL).fetch()
    ended = client.calls(LIVE_CALL).update(status="completed")

    assert placed.sid == sid_of("CA", 1)
    assert (moved.status, waits.call_sid, ended.status) == ("in-progress", LIVE_CALL, "completed")
    assert client.calls(LIVE_CALL).fetch().status == "completed"


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        (lambda client: client.messages.create(to=TO, body="Hi"), 400, 21603),
        (lambda client: client.messages.create(to="+999000000", from_=FROM, body="Hi"), 400, 21211),
        (lambda client: client.calls.create(to=TO, twiml="<Response/>", from_=None), 400, 21213),
        (lambda client: client.calls("CA" + "f" * 32).fetch(), 404, 20404),
    ],
)
def test_refusals_are_the_sdks_errors(client: Client, ask: Any, status: int, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        ask(client)

    assert (refused.value.status, refused.value.code) == (status, code)


FORM = {"CallSid": "CA1", "To": TO, "Body": "Grüße & mehr", "Empty": ""}
JSON = '[{"note":"Gießkanne"}]'


def webhook(body: str, kind: str, url: str = URL, **headers: str) -> RawWebhook:
    return RawWebhook(headers={"content-type": kind, **headers}, body=body.encode(), url=url)


def ours(received: RawWebhook, signature: str) -> bool:
    signed = received.model_copy(update={"headers": {**received.headers, "x-twilio-signature": signature}})
    try:
        Twilio().verify_webhook(signed, keys=(KEY,), now=0)
    except WebhookRejectedError:
        return False
    return True


@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
@pytest.mark.parametrize("url", [URL, "https://hub.example:443/webhooks/main/twilio", f"{URL}?team=orders"])
def test_the_sdk_signs_a_form_as_we_do(url: str, algorithm: str) -> None:
    validator = RequestValidator(KEY)
    received = webhook(
        urlencode(FORM), "application/x-www-form-urlencoded", url, **{"x-twilio-webhooks-signature-settings": f"algorithm={algorithm}"}
    )
    theirs = validator.compute_signature(url, FORM, algorithm)

    assert ours(received, theirs)
    for text in signed_texts(received):
        mine = sign(text=text, key=KEY, algorithm=algorithm.removeprefix("HMAC_").lower())
        assert validator.validate(url, FORM, mine, algorithm)


def test_the_sdk_takes_json_as_we_do_and_a_changed_body_is_refused_by_both() -> None:
    validator = RequestValidator(KEY)
    url = f"{URL}?bodySHA256={validator.compute_hash(JSON)}"
    signature = validator.compute_signature(url, {})

    for body, genuine in ((JSON, True), (JSON + " ", False)):
        assert ours(webhook(body, "application/json"), signature) is genuine
        assert validator.validate(url, body, signature) is genuine


def test_another_form_is_refused_by_both() -> None:
    validator = RequestValidator(KEY)
    signature, changed = validator.compute_signature(URL, FORM), {**FORM, "To": "+4915550100002"}

    assert not ours(webhook(urlencode(changed), "application/x-www-form-urlencoded"), signature)
    assert not validator.validate(URL, changed, signature)
