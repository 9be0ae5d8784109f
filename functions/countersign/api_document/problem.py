"""How the API says no."""

from typing import Literal

from pydantic import ConfigDict

from countersign.api_document.operation import Told


class Problem(Told):
    """Why not, after RFC 9457. Act on the status and on `state`; the title is for people."""

    model_config = ConfigDict(extra="allow")

    type: Literal["about:blank"]
    title: str
    """What is wrong, and what to do."""
    trace_id: str
    """Tell it to whoever looks into this: our logs know the call by it."""
    status: int | None = None
    """The HTTP status; left out where the gateway answers before any function of ours."""
    state: str | None = None
    """Where the thing stands, when that is why."""


ALWAYS: dict[int, str] = {
    413: "What was sent is too large.",
    429: "Too many calls. Wait, and come again.",
    500: "What is stored about this cannot be read. Trying again does not help; tell an operator.",
    503: "Something of ours failed. Try again; nothing that was accepted is lost.",
    504: "It took too long. Look whether it was done before you try again.",
}
FOR_PEOPLE: dict[int, str] = {
    401: "Nobody is signed in, or the token has expired.",
    403: "Your account has no tenant or no e-mail address.",
}
WITH_INPUT: dict[int, str] = {400: "What was sent does not fit. The title names the fields, and repeats no value."}
