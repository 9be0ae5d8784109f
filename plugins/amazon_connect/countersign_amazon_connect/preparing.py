"""Each action as the request of one operation, less what the operator sets: instance, flow, the number that calls come from."""

from collections.abc import Callable, Mapping

from countersign.sdk import Arguments, Request
from countersign.sdk.requests import json_request
from countersign_amazon_connect.manifest import CALL_END, CALL_PLACE, CONTACT_SET_ATTRIBUTES, TASK_CREATE, TASK_TRANSFER


def prepared(action: str, arguments: Arguments, key: str) -> Request:
    """The key is the ClientToken, and an attribute that people find the contact by."""
    return _PREPARE[action](arguments, key)


def _call_place(arguments: Arguments, key: str) -> Request:
    """The flow reads `queue` and `announcement` from the contact's attributes, and routes and speaks accordingly."""
    attributes = {**_attributes(arguments, key), "announcement": arguments["announcement"]}
    body = {"DestinationPhoneNumber": arguments["to"], "Attributes": attributes, "ClientToken": key}
    return json_request("PUT", "/contact/outbound-voice", body)


def _call_end(arguments: Arguments, key: str) -> Request:  # noqa: ARG001  Connect takes no key here
    return json_request("POST", "/contact/stop", {"ContactId": arguments["call_id"]})


def _task_create(arguments: Arguments, key: str) -> Request:
    body = {"Name": arguments["subject"], "Description": arguments["text"], "Attributes": _attributes(arguments, key), "ClientToken": key}
    return json_request("PUT", "/contact/task", body)


def _task_transfer(arguments: Arguments, key: str) -> Request:
    body = {"ContactId": arguments["task_id"], "QueueId": arguments["queue_id"], "ClientToken": key}
    return json_request("POST", "/contact/transfer", body)


def _contact_set_attributes(arguments: Arguments, key: str) -> Request:  # noqa: ARG001  the contact's state is the evidence
    body = {"InitialContactId": arguments["contact_id"], "Attributes": dict(arguments["attributes"])}
    return json_request("POST", "/contact/attributes", body)


def _attributes(arguments: Arguments, key: str) -> dict[str, str]:
    return {"customer_id": arguments["customer_id"], "queue": arguments["queue"], "countersign_key": key}


_PREPARE: Mapping[str, Callable[[Arguments, str], Request]] = {
    CALL_PLACE.name: _call_place,
    CALL_END.name: _call_end,
    TASK_CREATE.name: _task_create,
    TASK_TRANSFER.name: _task_transfer,
    CONTACT_SET_ATTRIBUTES.name: _contact_set_attributes,
}
