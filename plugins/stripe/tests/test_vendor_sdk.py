"""Stripe's own SDK asks our fake, and agrees with our signatures."""

import time
from collections.abc import Iterator

import pytest
import stripe
from countersign_stripe.connector import Stripe
from countersign_stripe.fake import StripeFake
from countersign_stripe.manifest import API_VERSION
from countersign_stripe.webhooks import sign
from stripe import InvalidRequestError, SignatureVerificationError, StripeClient, WebhookSignature
from stripe._api_version import _ApiVersion

from countersign.kit.serving import serving
from countersign.sdk import RawWebhook, WebhookRejectedError

KEY = "whsec_larkfield"
BODY = '{"id":"evt_1","note":"Gießkanne"}'


@pytest.fixture
def fake() -> StripeFake:
    return StripeFake()


@pytest.fixture
def client(fake: StripeFake) -> Iterator[StripeClient]:
    http = stripe.RequestsClient()
    with serving(fake) as address:
        yield StripeClient("sk_test_larkfield", base_addresses={"api": address}, http_client=http, max_network_retries=0)
    http.close()


def test_our_version_of_the_api_is_the_sdks() -> None:
    assert API_VERSION == _ApiVersion.CURRENT


def test_a_key_gets_its_first_refund_again(client: StripeClient, fake: StripeFake) -> None:
    asked = {"charge": "ch_Order0001", "amount": 700, "metadata": {"countersign_key": "key-1"}}
    first, second = (client.v1.refunds.create(asked, {"idempotency_key": "key-1"}) for _ in range(2))

    assert (first.id, first.status, first.amount) == ("re-0001", "succeeded", 700)
    assert first.metadata is not None
    assert first.metadata["countersign_key"] == "key-1"
    assert second.id == first.id
    assert len(fake.effects) == 1


def test_a_key_is_not_lent_to_another_refund(client: StripeClient) -> None:
    client.v1.refunds.create({"charge": "ch_Order0001", "amount": 700}, {"idempotency_key": "key-1"})

    with pytest.raises(stripe.IdempotencyError):
        client.v1.refunds.create({"charge": "ch_Order0001", "amount": 800}, {"idempotency_key": "key-1"})


def test_refusals_are_the_sdks_errors(client: StripeClient) -> None:
    client.v1.refunds.create({"charge": "ch_Order0001", "amount": 2000}, {"idempotency_key": "key-1"})

    with pytest.raises(InvalidRequestError) as again:
        client.v1.refunds.create({"charge": "ch_Order0001", "amount": 1}, {"idempotency_key": "key-2"})
    with pytest.raises(InvalidRequestError) as nobody:
        client.v1.charges.retrieve("ch_Nobody")

    assert (again.value.code, again.value.request_id) == ("charge_already_refunded", "req_1")
    assert (nobody.value.code, nobody.value.http_status) == ("resource_missing", 404)


def test_lists_are_read_to_their_end(client: StripeClient) -> None:
    for number in range(3):
        client.v1.refunds.create({"charge": "ch_Order0001", "amount": 100}, {"idempotency_key": f"key-{number}"})

    charges = client.v1.charges.list({"customer": "cus_Greta0001"})
    refunds = client.v1.refunds.list({"charge": "ch_Order0001"})

    assert [charge.id for charge in charges.auto_paging_iter()] == ["ch_Order0003", "ch_Order0002", "ch_Order0001"]
    assert [refund.id for refund in refunds.auto_paging_iter()] == ["re-0003", "re-0002", "re-0001"]


def test_a_payment_intent_comes_with_its_charge(client: StripeClient) -> None:
    intent = client.v1.payment_intents.retrieve("pi_Order0001", {"expand": ["latest_charge"]})

    assert isinstance(intent.latest_charge, stripe.Charge)
    assert intent.latest_charge.amount_captured == 2000


@pytest.mark.parametrize("key", [KEY, "whsec_somebody_else"])
@pytest.mark.parametrize("body", [BODY, BODY + " "])
def test_the_sdk_accepts_what_we_sign_and_refuses_what_we_refuse(body: str, key: str) -> None:
    now = int(time.time())
    header = f"t={now},v1={sign(timestamp=now, body=BODY.encode(), key=KEY)}"

    assert _ours(header, body, key, now) == _theirs(header, body, key) == ((body, key) == (BODY, KEY))


def test_the_sdk_signs_as_we_do() -> None:
    header = WebhookSignature.generate_signature_header(BODY, KEY, timestamp=1_800_000_000)

    assert header == f"t=1800000000,v1={sign(timestamp=1_800_000_000, body=BODY.encode(), key=KEY)}"


def test_the_sdk_takes_a_webhook_of_tomorrow_and_we_do_not() -> None:
    now = int(time.time())
    header = WebhookSignature.generate_signature_header(BODY, KEY, timestamp=now + 86_400)

    assert _theirs(header, BODY, KEY)
    assert not _ours(header, BODY, KEY, now)


def _theirs(header: str, body: str, key: str) -> bool:
    try:
        return WebhookSignature.verify_header(body, header, key, 300)
    except SignatureVerificationError:
        return False


def _ours(header: str, body: str, key: str, now: int) -> bool:
    webhook = RawWebhook(headers={"stripe-signature": header}, body=body.encode(), url="https://hub.example/webhooks/main/stripe")
    try:
        Stripe().verify_webhook(webhook, keys=(key,), now=now)
    except WebhookRejectedError:
        return False
    return True
