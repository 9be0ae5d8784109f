"""What the hub tells about one case, and the people behind its approvals."""

from typing import Any

import httpx

from countersign.cli.hub_api import ApiRefusedError, HubApi


def tell(hub: HubApi, case_id: str) -> dict[str, Any]:
    """The story as JSON, in the shape of `CaseStory` and more; raises ApiRefusedError."""
    story = hub.get("cases", case_id)
    asked = [event["body"]["approval_id"] for event in story["record"] if event["type"] == "approval.requested"]
    return story | {"answers": {approval_id: _answers(hub, approval_id) for approval_id in dict.fromkeys(asked)}}


def _answers(hub: HubApi, approval_id: str) -> list[dict[str, str]]:
    try:
        answers: list[dict[str, str]] = hub.get("approvals", approval_id)["answers"]
    except ApiRefusedError as error:
        if error.status != httpx.codes.CONFLICT:
            raise
        # The action was altered, so the hub shows nothing of the approval; the record still says who voted, by their id.
        return []
    return answers
