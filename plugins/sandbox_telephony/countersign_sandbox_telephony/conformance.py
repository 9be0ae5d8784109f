from countersign.sdk.conformance import Subject, WriteExample
from countersign_sandbox_telephony.connector import SandboxTelephony
from countersign_sandbox_telephony.fake import TelephonyFake

_CUSTOMER = {"customer_id": "CUST-0001", "to": "+4915550100001"}
_NOBODY = ({"to": "+999000000"},)


def subject() -> Subject:
    """What the conformance kit needs to know."""
    return Subject(
        distribution="countersign-sandbox-telephony",
        package="countersign_sandbox_telephony",
        connector=SandboxTelephony,
        fake=TelephonyFake,
        writes={
            "call.place": WriteExample({**_CUSTOMER, "queue": "orders", "announcement": "You asked us to call."}, refused=_NOBODY),
            "sms.send": WriteExample({**_CUSTOMER, "text": "Your bench is on its way."}, refused=_NOBODY),
        },
    )
