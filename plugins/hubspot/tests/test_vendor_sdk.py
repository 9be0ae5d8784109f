"""HubSpot's own SDK, against the fake on the loopback; and its code for signatures, against ours."""

import json
import time
from collections.abc import Iterator

import pytest
from countersign_hubspot.connector import HubSpot
from countersign_hubspot.contacts import CUSTOMER_ID
from countersign_hubspot.fake import HubSpotFake
from hubspot import HubSpot as Sdk
from hubspot.crm.contacts import Filter, FilterGroup, PublicObjectSearchRequest, SimplePublicObjectInput
from hubspot.crm.contacts.exceptions import ApiException
from hubspot.crm.properties import BatchReadInputPropertyName, PropertyName
from hubspot.utils.signature import Signature

from countersign.kit.serving import serving
from countersign.sdk import RawWebhook, WebhookRejectedError
from countersign.sdk.hubspot.webhooks import sign

CONNECTOR = HubSpot()
SECRET = "0f5c9c1e-1c7b-4bd2-9d9e-6d5f1f3f6a10"
URL = "https://hub.example/webhooks/main/hubspot"


@pytest.fixture
def fake() -> HubSpotFake:
    return HubSpotFake()


@pytest.fixture
def sdk(fake: HubSpotFake) -> Iterator[Sdk]:
    with serving(fake) as address:
        yield Sdk(access_token="token", host=address)


def test_it_reads_what_we_read(sdk: Sdk) -> None:
    contact = sdk.crm.contacts.basic_api.get_by_id("CUST-0001", properties=["phone", CUSTOMER_ID], id_property=CUSTOMER_ID)

    assert (contact.id, contact.properties["email"], contact.properties["phone"]) == ("512", "marta@mail.example", "+4915550100001")


def test_it_changes_what_we_change(fake: HubSpotFake, sdk: Sdk) -> None:
    wanted = {"email": "marta@new.example", "phone": "+4915550100009"}
    ours = HubSpotFake()
    change = {"customer_id": "CUST-0001", **wanted, "updated_at": "2026-11-21T12:00:00Z"}

    sdk.crm.contacts.basic_api.update("CUST-0001", SimplePublicObjectInput(properties=wanted), id_property=CUSTOMER_ID)
    ours.respond(CONNECTOR.prepare("customer.update_contact", change, key="key-1"))

    assert fake.state() == ours.state()
    assert fake.effects == ours.effects


def test_it_takes_our_fakes_refusals_for_hubspots(sdk: Sdk) -> None:
    with pytest.raises(ApiException) as missing:
        sdk.crm.contacts.basic_api.get_by_id("CUST-9999", id_property=CUSTOMER_ID)
    with pytest.raises(ApiException) as taken:
        sdk.crm.contacts.basic_api.update("512", SimplePublicObjectInput(properties={"email": "jonas@mail.example"}))

    assert [json.loads(one.value.body)["category"] for one in (missing, taken)] == ["OBJECT_NOT_FOUND", "CONFLICT"]
    assert (missing.value.status, taken.value.status) == (404, 409)


def test_it_counts_by_search_as_we_do(sdk: Sdk) -> None:
    same_phone = FilterGroup(filters=[Filter(property_name="phone", operator="EQ", value="+4915550100001")])

    assert sdk.crm.contacts.search_api.do_search(PublicObjectSearchRequest(filter_groups=[same_phone], limit=1)).total == 2


def test_it_asks_for_properties_as_our_self_test_does(sdk: Sdk) -> None:
    wanted = BatchReadInputPropertyName(archived=False, inputs=[PropertyName(name=CUSTOMER_ID), PropertyName(name="absent")])

    found = sdk.crm.properties.batch_api.read("contacts", batch_read_input_property_name=wanted)

    assert (found.num_errors, [one.has_unique_value for one in found.results]) == (1, [True])


@pytest.mark.parametrize("body", ["[]", '[{"propertyValue":"Köln 🪴"}]'])
def test_its_signatures_are_ours(body: str) -> None:
    timestamp = f"{int(time.time())}000"
    signature = sign(url=URL, timestamp=timestamp, body=body.encode(), key=SECRET)

    assert Signature.get_signature(SECRET, body, "v3", http_uri=URL, http_method="POST", timestamp=timestamp) == signature
    assert Signature.is_valid(signature, SECRET, body, http_uri=URL, signature_version="v3", timestamp=timestamp)


def test_it_takes_webhooks_from_the_future_and_we_do_not() -> None:
    now = int(time.time())
    next_year = f"{now + 31_536_000}000"
    signature = sign(url=URL, timestamp=next_year, body=b"[]", key=SECRET)
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": next_year}

    assert Signature.is_valid(signature, SECRET, "[]", http_uri=URL, signature_version="v3", timestamp=next_year)
    with pytest.raises(WebhookRejectedError):
        CONNECTOR.verify_webhook(RawWebhook(headers=headers, body=b"[]", url=URL), keys=(SECRET,), now=now)
