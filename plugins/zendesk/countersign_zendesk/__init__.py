"""Countersign connector for Zendesk Support: tickets and their webhooks."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_zendesk.connector import Zendesk


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Zendesk()]
