import json
from collections.abc import Generator
from datetime import datetime
from typing import Any

from countersign.sdk import Applied, Arguments, Health, Listed, Listing, Outcome, Request, Response, Unknown, VendorError
from countersign.sdk.requests import get_request, json_request, page_request
from countersign.sdk.responses import answer, created, health, present
from countersign.sdk.without import WithoutReads, WithoutUndo, WithoutWebhooks
from countersign_sandbox_telephony.manifest import CALL_PLACE, MANIFEST, SMS_SEND

_COLLECTIONS = {CALL_PLACE.name: "/calls", SMS_SEND.name: "/messages"}
# Pages of 20, newest first: a look-up soon after the attempt finds it on the first.
_PAGES_TO_SEARCH = 5


class SandboxTelephony(WithoutReads, WithoutUndo, WithoutWebhooks):
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        """The key is a free-text `label`: the system shows it in its list, but neither refuses a second one nor finds by it."""
        return json_request("POST", _COLLECTIONS[action], {**arguments, "label": key})

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  both writes are answered alike
        return created(response)

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        """Applied when the list to that number shows the key. Otherwise Unknown: a call may be on its way and not listed yet."""
        query = {"to": json.loads(request.body or "{}")["to"]}
        for _ in range(_PAGES_TO_SEARCH):
            page: dict[str, Any] = answer((yield get_request(_COLLECTIONS[action], **query))) or {"items": [], "next_page": None}
            for item in page["items"]:
                if item["label"] == key:
                    return Applied(vendor_id=item["id"], result={"id": item["id"]})
            if page["next_page"] is None:
                break
            query["page"] = page["next_page"]
        return Unknown(error=VendorError(kind="not_found", safe_message="the list to this number does not show the action's key"))

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        found: dict[str, Any] = present((yield page_request(_COLLECTIONS[action], page, since=since)))
        effects = [Listed(vendor_id=item["id"], key=item["label"], at=datetime.fromisoformat(item["at"])) for item in found["items"]]
        return Listing(effects=tuple(effects), next_page=found["next_page"])

    def check(self) -> Generator[Request, Response, Health]:
        return health((yield get_request("/calls")))
