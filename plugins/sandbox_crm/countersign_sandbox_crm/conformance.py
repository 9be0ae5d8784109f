from countersign.sdk.conformance import ReadExample, Subject, WriteExample
from countersign_sandbox_crm.connector import SandboxCrm
from countersign_sandbox_crm.fake import CrmFake

_ABSENT = {"customer_id": "CUST-9999"}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    customer = {"customer_id": "CUST-0001"}
    change = {**customer, "email": "marta@new.example", "phone": "+4915550100009", "updated_at": "2026-11-21T12:00:00Z"}
    return Subject(
        distribution="countersign-sandbox-crm",
        package="countersign_sandbox_crm",
        connector=SandboxCrm,
        fake=CrmFake,
        writes={"customer.update_contact": WriteExample(change, stale={"updated_at": "2020-01-01T00:00:00Z"}, refused=(_ABSENT,))},
        reads={"customer.read": ReadExample(customer, missing=_ABSENT), "customer.contacts": ReadExample(customer, missing=_ABSENT)},
    )
