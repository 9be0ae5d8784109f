"""The document itself."""

from pydantic import ConfigDict

from countersign.api_document.operation import Audience, Operation, Told


class Document(Told):
    """What you are reading, in the form of OpenAPI 3.1."""

    model_config = ConfigDict(extra="allow")

    openapi: str


OPERATIONS = (
    Operation(
        "GET",
        "/openapi.json",
        "describeApi",
        "Description",
        "This document",
        "It holds nothing of any tenant, so anybody may read it.",
        Document,
        audience=Audience.ANYBODY,
    ),
)
