from collections.abc import Callable, Generator, Mapping
from typing import Any

from countersign.sdk import Applied, Arguments, Health, Outcome, ReadRefusedError, Request, Response, Unknown, VendorError, loads_object
from countersign.sdk.responses import health
from countersign.sdk.without import WithoutLists, WithoutUndo, WithoutWebhooks
from countersign_kamailio import requests, rpc
from countersign_kamailio.addresses import held_key, matching
from countersign_kamailio.dialogs import Dialog, Leg, dialogs_of
from countersign_kamailio.manifest import CALL_END, CALL_PLACE, CALL_TRANSFER, MANIFEST
from countersign_kamailio.outcomes import taken, transferred

_PREPARED: Mapping[str, Callable[[Arguments, str], Request]] = {
    CALL_PLACE.name: requests.place,
    CALL_TRANSFER.name: requests.transfer,
    CALL_END.name: requests.end,
}


class Kamailio(WithoutLists, WithoutUndo, WithoutWebhooks):
    """Kamailio lists calls that live, and forgets what is over: there is no list of what was done."""

    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        """The key is a parameter of the addresses that are called: it shows in the list of dialogs, and stops nothing."""
        return _PREPARED[action](arguments, key)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:
        params = _params(request)
        if action == CALL_TRANSFER.name:
            return transferred(response, held_key(params[-1].replace(">", ";")) or "")
        if action == CALL_PLACE.name:
            return taken(response, held_key(params[0]) or "")
        return taken(response, str(Leg(*params)))

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        """A dialog with the key proves the call. None proves nothing: it may be over, or not begun. An end is there when the leg is not."""
        if action == CALL_END.name:
            return (yield from _ended(Leg(*_params(request))))
        if (yield from _dialogs_with(key)):
            return Applied(vendor_id=key, result={"id": key})
        return _unknown("no call that lives shows the action's key")

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:  # noqa: ARG002  one read only
        living = [dialog for dialog in (yield from _dialogs_with(arguments["id"])) if not dialog.is_over]
        if not living:
            return None
        # The customer's own leg first, then the one to the team: the later one is the call.
        call = max(living, key=lambda dialog: (dialog.queue is not None, dialog.started_at))
        return {
            "id": arguments["id"],
            "call_id": str(call.leg) if call.is_connected else None,
            "state": "connected" if call.is_connected else "ringing",
            "queue": call.queue,
            "started_at": call.started_at.isoformat(),
        }

    def check(self) -> Generator[Request, Response, Health]:
        """The module `dialog` answers to our token."""
        response = yield rpc.call(rpc.COUNT)
        found = health(response)
        if not found.ok:
            return found
        try:
            rpc.read_result(response)
        except ReadRefusedError as error:
            return Health(ok=False, findings=(str(error),))
        return found


def _params(request: Request) -> list[str]:
    """As `prepare` wrote them."""
    params: Any = loads_object((request.body or "").encode())["params"]
    return list(params)


def _dialogs_with(key: str) -> Generator[Request, Response, list[Dialog]]:
    found = rpc.read_result((yield rpc.call(rpc.MATCH, ("turi", "re", matching(key)))))
    return [dialog for dialog in dialogs_of(found) if dialog.key == key]


def _ended(leg: Leg) -> Generator[Request, Response, Outcome]:
    found = dialogs_of(rpc.read_result((yield rpc.call(rpc.SHOW, (leg.call_id, leg.from_tag)))))
    if any(not dialog.is_over for dialog in found):
        return _unknown("the call lives; it may be about to end")
    return Applied(vendor_id=str(leg), result={"id": str(leg)})


def _unknown(message: str) -> Unknown:
    return Unknown(error=VendorError(kind="not_found", safe_message=message))
