import json
from collections.abc import Generator
from typing import Any

import pytest
from countersign_hubspot.connector import HubSpot
from countersign_hubspot.contacts import CUSTOM_PROPERTIES
from countersign_hubspot.fake import HubSpotFake

from countersign.sdk import Applied, NotApplied, ReadRefusedError, Request, Response
from countersign.sdk.dialogue import run

CONNECTOR = HubSpot()
CUSTOMER = {"customer_id": "CUST-0001"}
CHANGE = {**CUSTOMER, "email": "Marta@new.example", "phone": "+4915550100009", "updated_at": "2026-11-21T12:00:00Z"}
UPDATE = "customer.update_contact"


def answered(dialogue: Generator[Request, Response, Any], fake: HubSpotFake) -> Any:
    return run(CONNECTOR.manifest, dialogue, fake.respond)


def read(action: str, **changes: str | None) -> Any:
    fake = HubSpotFake()
    fake.contacts["512"] |= changes
    return answered(CONNECTOR.read(action, CUSTOMER), fake)


def looked_up(**stored: str) -> object:
    fake = HubSpotFake()
    fake.contacts["512"] |= stored
    return answered(CONNECTOR.reconcile(UPDATE, CONNECTOR.prepare(UPDATE, CHANGE, key="key-1"), key="key-1"), fake)


def test_a_change_of_contact_is_one_patch_of_the_customers_record() -> None:
    request = CONNECTOR.prepare(UPDATE, CHANGE, key="key-1")

    assert (request.method, request.path) == ("PATCH", "/crm/v3/objects/contacts/CUST-0001")
    assert request.query == (("idProperty", "countersign_customer_id"),)
    assert json.loads(request.body or "") == {"properties": {"email": "Marta@new.example", "phone": "+4915550100009"}}


def test_a_contact_is_told_in_the_hubs_words() -> None:
    assert read("customer.read") == {
        **CUSTOMER,
        "name": "Marta Holm",
        "email": "marta@mail.example",
        "phone": "+4915550100001",
        "segment": "consumer",
        "country": "DE",
        "utc_offset_minutes": 60,
        "vulnerable": False,
        "do_not_contact": False,
        "legal_hold": False,
        "marketing_consent": False,
        "identity_verified": False,
        "open_complaint": False,
        "possible_duplicates": 1,
        "updated_at": "2026-11-21T12:00:00.000Z",
    }


def test_a_contact_without_a_telephone_has_no_duplicates_by_it() -> None:
    customer = read("customer.read", phone=None, lastname=None)

    assert (customer["name"], customer["phone"], customer["possible_duplicates"]) == ("Marta", "", 0)


@pytest.mark.parametrize("name", [*CUSTOM_PROPERTIES[1:], "hs_country_region_code"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_what_nobody_filled_in_is_not_guessed(name: str, nothing: str | None) -> None:
    with pytest.raises(ReadRefusedError, match=name):
        read("customer.read", **{name: nothing})


@pytest.mark.parametrize("entered", ["perhaps", "1"])
def test_a_flag_is_yes_or_no(entered: str) -> None:
    with pytest.raises(ReadRefusedError):
        read("customer.read", countersign_vulnerable=entered)


def test_contacts_of_the_last_day_are_counted_by_hubspots_own_clock() -> None:
    assert read("customer.contacts") == {**CUSTOMER, "contacts_24h": 2, "last_contact_at": "2026-11-21T09:30:00Z"}


def test_a_customer_who_was_never_contacted() -> None:
    assert read("customer.contacts", notes_last_contacted="")["last_contact_at"] is None


def test_without_hubspots_clock_nobody_knows_what_the_last_day_is() -> None:
    dialogue = CONNECTOR.read("customer.contacts", CUSTOMER)
    fake = HubSpotFake()

    with pytest.raises(ReadRefusedError, match="what time it is"):
        run(CONNECTOR.manifest, dialogue, lambda request: fake.respond(request).model_copy(update={"headers": {}}))


def test_the_record_shows_whether_the_change_is_there() -> None:
    assert looked_up(email="marta@new.example", phone="+49 155 50100009") == Applied(vendor_id="512", result={"id": "512"})
    assert isinstance(looked_up(email="marta@new.example"), NotApplied)


def test_an_address_of_another_contact_is_a_conflict_that_quotes_nobody() -> None:
    request = CONNECTOR.prepare(UPDATE, {**CHANGE, "email": "jonas@mail.example"}, key="key-1")

    refusal = CONNECTOR.interpret(UPDATE, request, HubSpotFake().respond(request))

    assert isinstance(refusal, NotApplied)
    assert (refusal.error.kind, refusal.error.vendor_code) == ("conflict", "CONFLICT")
    assert "513" not in repr(refusal)


def test_the_self_test_names_what_is_missing() -> None:
    assert answered(CONNECTOR.check(), HubSpotFake()).ok
    health = answered(CONNECTOR.check(), HubSpotFake(properties={"contacts": CUSTOM_PROPERTIES[:-1]}))
    assert (health.ok, health.findings) == (False, ("contacts have no property countersign_open_complaint",))


def test_the_customers_name_must_be_unique() -> None:
    def forgetful(request: Request) -> Response:
        answer = HubSpotFake().respond(request)
        return answer.model_copy(update={"body": answer.body.replace(b"true", b"false")})

    assert run(CONNECTOR.manifest, CONNECTOR.check(), forgetful).findings == ("the property countersign_customer_id is not unique",)
