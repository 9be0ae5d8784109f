"""What is sent: forms, below the account's own address, that change a message or a call."""

from collections.abc import Callable, Mapping
from html import escape

from countersign.sdk import Arguments, Request
from countersign.sdk.requests import form_request, path_of
from countersign_twilio.manifest import CALL_END, CALL_PLACE, CALL_TRANSFER, SMS_SEND


def sms(arguments: Arguments) -> Request:
    return form_request("POST", "/Messages.json", {"To": arguments["to"], "Body": arguments["text"]})


def call(arguments: Arguments) -> Request:
    """The customer hears the announcement, and then waits for the team."""
    spoken = f"<Say>{escape(arguments['announcement'], quote=False)}</Say>"
    return form_request("POST", "/Calls.json", {"To": arguments["to"], "Twiml": _twiml(arguments["queue"], spoken)})


def transfer(arguments: Arguments) -> Request:
    return form_request("POST", call_path(arguments["call_id"]), {"Twiml": _twiml(arguments["queue"])})


def end(arguments: Arguments) -> Request:
    return form_request("POST", call_path(arguments["call_id"]), {"Status": "completed"})


REQUESTS: Mapping[str, Callable[[Arguments], Request]] = {
    SMS_SEND.name: sms,
    CALL_PLACE.name: call,
    CALL_TRANSFER.name: transfer,
    CALL_END.name: end,
}


def call_path(call_id: str) -> str:
    """Where a call is read and changed."""
    return f"{path_of('Calls', call_id)}.json"


def _twiml(queue: str, spoken: str = "") -> str:
    return f"<Response>{spoken}<Enqueue>{queue}</Enqueue></Response>"
