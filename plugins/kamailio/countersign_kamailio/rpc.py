"""JSON-RPC 2.0 as Kamailio's `jsonrpcs` module speaks it over `xhttp`: its error codes are HTTP statuses too."""

from collections.abc import Sequence

from countersign.sdk import ReadRefusedError, Request, Response
from countersign.sdk.requests import json_request
from countersign.sdk.responses import answer
from countersign.sdk.strict_json import Json, MalformedJsonError, loads_answer

PATH = "/RPC"
BRIDGE = "dlg.bridge_dlg"
SEND = "tm.t_uac_wait"
TERMINATE = "dlg.terminate_dlg"
MATCH = "dlg.list_match"
SHOW = "dlg.dlg_list"
COUNT = "dlg.stats_active"
# What changes nothing.
READING = (MATCH, SHOW, COUNT)


def call(method: str, params: Sequence[str] = ()) -> Request:
    """The same whatever the hub's key: one request is answered by one response, so nothing needs to be told apart."""
    return json_request("POST", PATH, {"jsonrpc": "2.0", "id": "countersign", "method": method, "params": list(params)})


def result_of(response: Response) -> Json:
    """What a method returned; raises MalformedJsonError for a body that is no JSON-RPC result."""
    body = loads_answer(response.body)
    if body.get("jsonrpc") != "2.0" or "error" in body or "result" not in body:
        raise MalformedJsonError("the answer holds no result")
    return body["result"]


def read_result(response: Response) -> Json:
    """What a reading method returned; None when it says itself that there is no such thing.

    Raises ReadUnavailableError and ReadRefusedError, the latter also for a 404 that is not the method's own.
    """
    try:
        if answer(response) is not None:
            return result_of(response)
        said = loads_answer(response.body).get("error")
    except MalformedJsonError as error:
        raise ReadRefusedError("the system's answer is no JSON-RPC") from error
    if isinstance(said, dict) and said.get("code") == 404 and said.get("message"):  # noqa: PLR2004  as HTTP says it
        return None
    raise ReadRefusedError("the system answered 404")
