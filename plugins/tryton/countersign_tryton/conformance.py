from countersign.sdk import Response
from countersign.sdk.conformance import ReadExample, Subject, WriteExample
from countersign_tryton.connector import Tryton
from countersign_tryton.fake import STAMP, TrytonFake

_CUSTOMER = {"customer_id": "CUST-0001"}
_ABSENT = {"customer_id": "CUST-9999"}
_NO_SUCH = {"version": f"CUST-0001/71@{STAMP}/72@{STAMP}"}
_REFUSALS = (
    b'{"id":1,"error":["UserError",["No.","",null]]}',
    b'{"id":1,"error":["UserWarning",["warning","Really?",""]]}',
    b'{"id":1,"error":["ConcurrencyException","Records were modified in the meanwhile"]}',
)


def subject() -> Subject:
    """What the conformance kit needs to know."""
    seen = {"updated_at": "2026-11-21T11:00:00Z", "version": f"CUST-0001/1@{STAMP}/2@{STAMP}"}
    change = {**_CUSTOMER, "email": "greta@new.example", "phone": "+4915550100009", **seen}
    return Subject(
        distribution="countersign-tryton",
        package="countersign_tryton",
        connector=Tryton,
        fake=TrytonFake,
        writes={
            "customer.update_contact": WriteExample(change, stale={"version": f"CUST-0001/1@1.5/2@{STAMP}"}, refused=(_NO_SUCH,)),
        },
        reads={name: ReadExample(_CUSTOMER, missing=_ABSENT) for name in ("customer.read", "customer.contacts", "customer.addresses")},
        errors_in_success=tuple(Response(status=200, body=body) for body in _REFUSALS),
    )
