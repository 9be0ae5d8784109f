import json

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from countersign_amazon_connect.conformance import subject
from countersign_amazon_connect.connector import AmazonConnect
from countersign_amazon_connect.fake import CALL, ConnectFake

from countersign.connectors import Catalogue
from countersign.kit.system import System, answering
from countersign.sdk import Applied, InvalidArgumentsError, NotApplied, ReadRefusedError, Response, Unknown

CONNECTOR = AmazonConnect()
EXAMPLES = {name: example.arguments for name, example in subject().writes.items()}
OPERATIONS = {
    "call.place": "StartOutboundVoiceContact",
    "call.end": "StopContact",
    "task.create": "StartTaskContact",
    "task.transfer": "TransferContact",
    "contact.set_attributes": "UpdateContactAttributes",
}
SILENT = ["call.end", "contact.set_attributes"]
# Status, the error's name, and what the write then is. The page's table says the same.
ERRORS = [
    (400, "InvalidRequestException", "NotApplied: invalid"),
    (400, "InvalidParameterException", "NotApplied: invalid"),
    (400, "InvalidActiveRegionException", "NotApplied: invalid"),
    (403, "AccessDeniedException", "NotApplied: permission"),
    (403, "DestinationNotAllowedException", "NotApplied: permission"),
    (403, "OutboundContactNotPermittedException", "NotApplied: permission"),
    (403, "ExpiredTokenException", "NotApplied: auth"),
    (404, "ResourceNotFoundException", "NotApplied: not_found"),
    (410, "ContactNotFoundException", "NotApplied: not_found"),
    (409, "IdempotencyException", "NotApplied: conflict"),
    (402, "ServiceQuotaExceededException", "NotApplied: rate_limited"),
    (429, "LimitExceededException", "NotApplied: rate_limited"),
    (429, "ThrottlingException", "NotApplied: rate_limited"),
    (500, "InternalServiceException", "Unknown: unavailable"),
    (503, "ServiceUnavailable", "Unknown: unavailable"),
]


@pytest.mark.parametrize(("status", "code", "meaning"), ERRORS)
@pytest.mark.parametrize("action", OPERATIONS)
def test_an_error_means(action: str, status: int, code: str, meaning: str) -> None:
    request = CONNECTOR.prepare(action, EXAMPLES[action], key="key-1")
    outcome = CONNECTOR.interpret(action, request, Response(status=status, headers={"x-amzn-errortype": code}, body=b"{}"))

    assert isinstance(outcome, NotApplied | Unknown)
    assert f"{type(outcome).__name__}: {outcome.error.kind}" == meaning


@pytest.mark.parametrize("operation", OPERATIONS.values())
def test_every_error_that_connect_declares_has_a_meaning_of_its_own(operation: str) -> None:
    model = ServiceModel(Loader().load_service_model("connect", "service-2"))

    assert {shape.name for shape in model.operation_model(operation).error_shapes} <= {code for _, code, _ in ERRORS}


def test_the_client_token_stops_a_second_call_only_while_the_first_goes_on() -> None:
    fake = ConnectFake()
    system = System(CONNECTOR, fake)
    first = system.do("call.place", EXAMPLES["call.place"], "key-1")
    assert isinstance(first, Applied)
    assert system.do("call.place", EXAMPLES["call.place"], "key-1") == first
    system.do("call.end", {"customer_id": "CUST-0001", "call_id": first.vendor_id}, "key-2")

    again = system.do("call.place", EXAMPLES["call.place"], "key-1")

    assert isinstance(again, Applied)
    assert again.vendor_id != first.vendor_id
    assert len([call for call in fake.effects if call.recipient == EXAMPLES["call.place"]["to"]]) == 2


def test_what_was_lost_is_not_looked_up_for_connect_could_not_tell() -> None:
    system = System(CONNECTOR, ConnectFake())
    request = CONNECTOR.prepare("call.place", EXAMPLES["call.place"], key="key-1")
    system.send("call.place", request)

    assert isinstance(system.look_up("call.place", request, "key-1"), Unknown)


@pytest.mark.parametrize("action", SILENT)
@pytest.mark.parametrize("body", [b'{"Message":"queued"}', b"[]", b"OK"])
def test_what_is_answered_with_nothing_is_in_doubt_when_it_is_answered_with_something(action: str, body: bytes) -> None:
    request = CONNECTOR.prepare(action, EXAMPLES[action], key="key-1")

    assert isinstance(CONNECTOR.interpret(action, request, Response(status=200, body=body)), Unknown)


@pytest.mark.parametrize("action", SILENT)
def test_what_is_answered_with_nothing_is_done(action: str) -> None:
    request = CONNECTOR.prepare(action, EXAMPLES[action], key="key-1")

    assert CONNECTOR.interpret(action, request, Response(status=200, body=b"{}")) == Applied(vendor_id=CALL, result={"id": CALL})


def test_attributes_are_added_to_those_that_are_there() -> None:
    system = System(CONNECTOR, ConnectFake())
    system.do("contact.set_attributes", EXAMPLES["contact.set_attributes"], "key-1")

    assert system.read("contact.attributes", {"contact_id": CALL}) == {
        "attributes": {"customer_id": "CUST-0001", **EXAMPLES["contact.set_attributes"]["attributes"]}
    }


def test_attributes_that_were_changed_since_are_not_there() -> None:
    system = System(CONNECTOR, ConnectFake())
    request = CONNECTOR.prepare("contact.set_attributes", EXAMPLES["contact.set_attributes"], key="key-1")
    system.send("contact.set_attributes", request)
    system.do("contact.set_attributes", {"contact_id": CALL, "attributes": {"reason": ""}}, "key-2")

    assert isinstance(system.look_up("contact.set_attributes", request, "key-1"), NotApplied)


@pytest.mark.parametrize("name", ["announcement", "countersign_key", "customer_id", "queue", "the reason", ""])
def test_what_the_hub_set_is_not_set_again_nor_what_connect_would_not_name(name: str) -> None:
    catalogue = Catalogue([CONNECTOR])
    catalogue.validate("contact.set_attributes", EXAMPLES["contact.set_attributes"])

    with pytest.raises(InvalidArgumentsError):
        catalogue.validate("contact.set_attributes", {"contact_id": CALL, "attributes": {name: "x"}})


@pytest.mark.parametrize("body", [b"{}", b'{"Attributes":[]}'])
def test_an_answer_without_attributes_is_refused_not_empty(body: bytes) -> None:
    system = System(CONNECTOR, ConnectFake())
    system.faults.append(answering(Response(status=200, body=body)))

    with pytest.raises(ReadRefusedError):
        system.read("contact.attributes", {"contact_id": CALL})


def test_a_place_that_is_not_connect_is_no_contact_that_is_missing() -> None:
    system = System(CONNECTOR, ConnectFake())
    system.faults.append(answering(Response(status=404, body=b"{}")))

    with pytest.raises(ReadRefusedError):
        system.read("contact.attributes", {"contact_id": CALL})


def test_the_flow_is_told_the_queue_and_what_to_say() -> None:
    body = json.loads(CONNECTOR.prepare("call.place", EXAMPLES["call.place"], key="key-1").body or "")

    assert body["Attributes"] == {
        "customer_id": "CUST-0001",
        "queue": "orders",
        "announcement": "Sie haben um einen Rückruf gebeten.",
        "countersign_key": "key-1",
    }
