from countersign.sdk.conformance import Subject, WriteExample
from countersign_amazon_connect.connector import AmazonConnect
from countersign_amazon_connect.fake import CALL, NOT_ALLOWED, QUEUE, TASK, ConnectFake

_NOBODY = "11111111-2222-4333-8444-999999999999"


def subject() -> Subject:
    """What the conformance kit needs to know."""
    call = {"customer_id": "CUST-0001", "to": "+4915550100001", "queue": "orders", "announcement": "Sie haben um einen Rückruf gebeten."}
    task = {"customer_id": "CUST-0001", "queue": "complaints", "subject": "Gießkanne, zum zweiten Mal", "text": "Bitte zurückrufen."}
    return Subject(
        distribution="countersign-amazon-connect",
        package="countersign_amazon_connect",
        connector=AmazonConnect,
        fake=ConnectFake,
        writes={
            "call.place": WriteExample(call, refused=({"to": f"{NOT_ALLOWED}0000000"},)),
            "call.end": WriteExample({"customer_id": "CUST-0001", "call_id": CALL}, refused=({"call_id": _NOBODY},)),
            "task.create": WriteExample(task),
            "task.transfer": WriteExample({"task_id": TASK, "queue_id": QUEUE}, refused=({"task_id": _NOBODY}, {"task_id": CALL})),
        },
    )
