from countersign.sdk.conformance import ReadExample, Subject, WriteExample
from countersign.sdk.conformance.hubspot import BUSY, ERRORS_IN_SUCCESS, changes
from countersign_hubspot.connector import HubSpot
from countersign_hubspot.fake import HubSpotFake

_CUSTOMER = {"customer_id": "CUST-0001"}
_ABSENT = {"customer_id": "CUST-9999"}
_TAKEN = {"email": "jonas@mail.example"}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    change = {**_CUSTOMER, "email": "Marta@new.example", "phone": "+4915550100009", "updated_at": "2026-11-21T12:00:00.000Z"}
    return Subject(
        distribution="countersign-hubspot",
        package="countersign_hubspot",
        connector=HubSpot,
        fake=HubSpotFake,
        writes={"customer.update_contact": WriteExample(change, refused=(_ABSENT, _TAKEN))},
        reads={"customer.read": ReadExample(_CUSTOMER, missing=_ABSENT), "customer.contacts": ReadExample(_CUSTOMER, missing=_ABSENT)},
        webhook=changes("contact", 512, "hubspot", ("phone", "+4915550100009"), ("city", "Köln")),
        errors_in_success=ERRORS_IN_SUCCESS,
        busy=BUSY,
    )
