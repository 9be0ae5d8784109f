"""Countersign connector for Zendesk: tickets, their webhooks, and Guide articles."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_zendesk.connector import Zendesk


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Zendesk()]
