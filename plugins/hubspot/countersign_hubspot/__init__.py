"""Countersign connector for HubSpot: contacts, and webhooks about them."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_hubspot.connector import HubSpot


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [HubSpot()]
