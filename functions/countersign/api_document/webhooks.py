"""What systems send."""

from http import HTTPStatus

from countersign.api_document.operation import Audience, Operation, Parameter, Told
from countersign.steps.intake import Accepted

NAME = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,39}$"}


class AcceptedEvents(Told):
    """Which case each event has become. What was accepted is never lost."""

    accepted: tuple[Accepted, ...]


OPERATIONS = (
    Operation(
        "POST",
        "/webhooks/{tenant}/{connector}",
        "receiveWebhook",
        "Webhooks",
        "An outside system tells what happened there",
        "The body is the system's own, in its own form, with its own signature over the raw bytes: nothing else authenticates it, and the"
        " connector's plugin knows how. An event that comes twice is accepted twice and done once.",
        AcceptedEvents,
        status=HTTPStatus.ACCEPTED,
        parameters=(
            Parameter("tenant", "path", NAME, "Whose system it is."),
            Parameter("connector", "path", NAME, "The connector's name, as its manifest has it."),
        ),
        refusals={
            400: "It is signed, but cannot be read.",
            401: "There is no such sender, or the signature is not theirs, or is too old: alike, so that nobody learns which.",
            404: "No tenant and no connector could be called so.",
            409: "This event came before with another content.",
        },
        audience=Audience.SYSTEMS,
    ),
)
