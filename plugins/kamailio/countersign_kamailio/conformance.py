from countersign.sdk.conformance import ReadExample, Subject, WriteExample
from countersign_kamailio.connector import Kamailio
from countersign_kamailio.fake import KNOWN_CALL, KNOWN_KEY, KamailioFake

_CUSTOMER = {"customer_id": "CUST-0001"}
_CALL = {**_CUSTOMER, "call_id": KNOWN_CALL}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    place = {**_CUSTOMER, "to": "+4915550100001", "queue": "orders", "announcement": "Sie baten um Rückruf."}
    gone = {"call_id": "a84b4c76e66710;from-tag=caller1;to-tag=another"}
    return Subject(
        distribution="countersign-kamailio",
        package="countersign_kamailio",
        connector=Kamailio,
        fake=KamailioFake,
        writes={
            "call.place": WriteExample(place),
            "call.transfer": WriteExample({**_CALL, "queue": "complaints"}, refused=(gone,)),
            "call.end": WriteExample(_CALL),
        },
        reads={"call.read": ReadExample({"id": KNOWN_KEY}, missing={"id": "no-such-call"})},
    )
