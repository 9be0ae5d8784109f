"""Attributes of a contact, as GetContactAttributes tells them; the hub fills the instance into the path."""

from collections.abc import Generator
from typing import Any

from countersign.sdk import Applied, Arguments, Outcome, ReadRefusedError, Request, Response, loads_object
from countersign.sdk.aws import aws_answer, aws_code
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import absent


def read(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    """None for a contact that Connect does not know, which it keeps for two years."""
    attributes = yield from _of(arguments["contact_id"])
    return None if attributes is None else {"attributes": attributes}


def look_up(request: Request) -> Generator[Request, Response, Outcome]:
    """The contact is its own evidence: it has the wanted attributes, or it does not."""
    wanted: dict[str, Any] = loads_object((request.body or "").encode())
    contact_id = wanted["InitialContactId"]
    attributes = yield from _of(contact_id)
    if attributes is None or not wanted["Attributes"].items() <= attributes.items():
        return absent("the contact does not have the wanted attributes")
    return Applied(vendor_id=contact_id, result={"id": contact_id})


def _of(contact_id: str) -> Generator[Request, Response, dict[str, str] | None]:
    response = yield get_request("/contact/attributes/{InstanceId}" + path_of(contact_id))
    if response.status == 404 and aws_code(response) == "ResourceNotFoundException":  # noqa: PLR2004  an HTTP status
        return None
    attributes = aws_answer(response).get("Attributes")
    if not isinstance(attributes, dict):
        raise ReadRefusedError("Connect's answer holds no attributes")
    return {name: str(value) for name, value in attributes.items()}
