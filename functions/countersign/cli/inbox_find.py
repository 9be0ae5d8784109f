"""Which approval a person means."""

from typing import Any

import click

from countersign.cli.hub_api import HubApi
from countersign.cli.identifiers import APPROVAL_LENGTH, BEGINNING_OF_APPROVAL
from countersign.local.operator_error import OperatorError
from countersign.viewing.escaping import escaped

approval_argument = click.argument("beginning", metavar="ID", callback=BEGINNING_OF_APPROVAL)


def find(hub: HubApi, beginning: str) -> dict[str, Any]:
    """The approval of that id, or the open one whose id begins so; raises OperatorError."""
    if len(beginning) == APPROVAL_LENGTH:
        return hub.get("approvals", beginning)
    matching = [one for one in hub.listed("approvals", "approvals") if one["approval_id"].startswith(beginning)]
    if len(matching) != 1:
        raise OperatorError(f"{len(matching) or 'No'} open approvals begin with {escaped(beginning)!r}.", "countersign inbox list")
    # A list tells no more of an altered action than that; asked by itself it is refused with the reason.
    return hub.get("approvals", matching[0]["approval_id"])
