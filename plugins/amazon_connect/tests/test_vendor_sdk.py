"""botocore, AWS's own SDK, against our requests and our fake."""

import json
from typing import Any

import pytest
from countersign_amazon_connect.conformance import subject
from countersign_amazon_connect.connector import AmazonConnect
from countersign_amazon_connect.fake import CALL, QUEUE, TASK, ConnectFake
from tests.contract.aws_model import KEY_ID, REGION, SECRET, AwsModel, Heard, hub

from countersign.kit.serving import serving
from countersign.kit.targets import bench_for
from countersign.ports import Power
from countersign.sdk import Applied, NotApplied

CONNECT = AwsModel("connect")
EXAMPLES = {name: example.arguments for name, example in subject().writes.items()}
SETTINGS = {
    "instance_id": "aaaaaaaa-0000-4000-8000-000000000001",
    "call_flow_id": "bbbbbbbb-0000-4000-8000-000000000001",
    "task_flow_id": "bbbbbbbb-0000-4000-8000-000000000002",
    "transfer_flow_id": "bbbbbbbb-0000-4000-8000-000000000003",
    "call_from": "+4930550100",
}
INSTANCE = {"InstanceId": SETTINGS["instance_id"]}
TOKEN = {"ClientToken": "key-1"}
WRITES: dict[str, tuple[str, dict[str, Any]]] = {
    "call.place": (
        "StartOutboundVoiceContact",
        {
            "DestinationPhoneNumber": "+4915550100001",
            "SourcePhoneNumber": SETTINGS["call_from"],
            "ContactFlowId": SETTINGS["call_flow_id"],
            "Attributes": {
                "customer_id": "CUST-0001",
                "queue": "orders",
                "announcement": "Sie haben um einen Rückruf gebeten.",
                "countersign_key": "key-1",
            },
            **TOKEN,
        },
    ),
    "call.end": ("StopContact", {"ContactId": CALL}),
    "task.create": (
        "StartTaskContact",
        {
            "Name": "Gießkanne, zum zweiten Mal",
            "Description": "Bitte zurückrufen.",
            "ContactFlowId": SETTINGS["task_flow_id"],
            "Attributes": {"customer_id": "CUST-0001", "queue": "complaints", "countersign_key": "key-1"},
            **TOKEN,
        },
    ),
    "task.transfer": (
        "TransferContact",
        {"ContactId": TASK, "QueueId": QUEUE, "ContactFlowId": SETTINGS["transfer_flow_id"], **TOKEN},
    ),
    "contact.set_attributes": (
        "UpdateContactAttributes",
        {"InitialContactId": CALL, "Attributes": {"reason": "Gießkanne zerbrochen", "order-id": "ORD-0007"}},
    ),
}


@pytest.mark.parametrize("action", WRITES)
def test_the_hub_sends_what_botocore_would(action: str) -> None:
    operation, parameters = WRITES[action]
    with hub(AmazonConnect(), ConnectFake(), **SETTINGS) as ours:
        outcome = ours.do(action, EXAMPLES[action])

        assert ours.sent == CONNECT.serialized(operation, {**parameters, **INSTANCE})
        assert ours.last_is_signed_for("connect")
    assert isinstance(outcome, Applied)


def test_the_kit_asks_an_address_with_the_flow_of_each_action() -> None:
    keys = {"region": REGION, "access_key_id": KEY_ID, "secret_access_key": SECRET, "settings": SETTINGS}
    heard = Heard(ConnectFake())
    with serving(heard) as url:
        bench = bench_for(subject(), None, url, json.dumps(keys))
        outcomes = [bench.system().do(action, EXAMPLES[action], bench.key()) for action in WRITES]

    assert [type(outcome) for outcome in outcomes] == [Applied] * len(WRITES)
    flows = [json.loads(request.body or "{}").get("ContactFlowId") for request in heard.requests]
    assert flows == [parameters.get("ContactFlowId") for _, parameters in WRITES.values()]


def test_the_hub_reads_and_looks_up_as_botocore_would() -> None:
    connector = AmazonConnect()
    asked = CONNECT.serialized("GetContactAttributes", {"InitialContactId": CALL, **INSTANCE})
    with hub(connector, ConnectFake(), **SETTINGS) as ours:
        assert ours.read("contact.attributes", {"contact_id": CALL}) == {"attributes": {"customer_id": "CUST-0001"}}
        assert ours.sent == asked
        assert ours.last_is_signed_for("connect")

        request = connector.prepare("contact.set_attributes", EXAMPLES["contact.set_attributes"], key="key-1")
        dialogue = connector.reconcile("contact.set_attributes", request, key="key-1")
        found = ours.transport.converse("main", connector, dialogue, deadline_seconds=5, power=Power.WRITE)
        assert ours.sent == asked

    assert isinstance(found, NotApplied)


def test_the_self_test_asks_what_botocore_would() -> None:
    connector = AmazonConnect()
    with hub(connector, ConnectFake(), **SETTINGS) as ours:
        health = ours.transport.converse("main", connector, connector.check(), deadline_seconds=5)

        assert ours.sent == CONNECT.serialized("ListInstances", {"MaxResults": 1})
        assert ours.last_is_signed_for("connect")
    assert health.ok


def test_botocore_reads_the_fakes_answers() -> None:
    heard = Heard(ConnectFake())
    with serving(heard) as url:
        client = CONNECT.client(url)
        call = client.start_outbound_voice_contact(**WRITES["call.place"][1], **INSTANCE)["ContactId"]
        task = client.start_task_contact(**{**WRITES["task.create"][1], **INSTANCE, "ClientToken": "key-2"})["ContactId"]
        moved = client.transfer_contact(**{**WRITES["task.transfer"][1], **INSTANCE, "ContactId": task, "ClientToken": "key-3"})
        client.stop_contact(ContactId=call, **INSTANCE)
        client.update_contact_attributes(InitialContactId=call, Attributes={"reason": ""}, **INSTANCE)
        assert client.get_contact_attributes(InitialContactId=call, **INSTANCE)["Attributes"]["reason"] == ""
        assert client.list_instances(MaxResults=1)["InstanceSummaryList"][0]["InstanceStatus"] == "ACTIVE"

    assert moved["ContactId"] not in {call, task}
    contacts = ("StartOutboundVoiceContact", "StartTaskContact", "TransferContact", "StopContact")
    asked = (*contacts, "UpdateContactAttributes", "GetContactAttributes", "ListInstances")
    assert [CONNECT.strange(name, answer) for name, answer in zip(asked, heard.responses, strict=True)] == [""] * 7


def test_botocore_knows_the_fakes_refusals_by_name() -> None:
    nobody = {"ContactId": "nobody", **INSTANCE}
    with serving(ConnectFake()) as url:
        client = CONNECT.client(url)

        with pytest.raises(client.exceptions.DestinationNotAllowedException):
            client.start_outbound_voice_contact(**{**WRITES["call.place"][1], **INSTANCE, "DestinationPhoneNumber": "+9990000000"})
        with pytest.raises(client.exceptions.ContactNotFoundException):
            client.stop_contact(**nobody)
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.transfer_contact(**nobody, ContactFlowId=SETTINGS["transfer_flow_id"])
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_contact_attributes(InitialContactId="nobody", **INSTANCE)
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.update_contact_attributes(InitialContactId="nobody", Attributes={}, **INSTANCE)
        with pytest.raises(client.exceptions.InvalidRequestException):
            client.transfer_contact(**{**nobody, "ContactId": CALL}, ContactFlowId=SETTINGS["transfer_flow_id"])
