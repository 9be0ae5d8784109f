"""Countersign connector for HubSpot: tickets, and webhooks about them."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_hubspot_tickets.connector import HubSpotTickets


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [HubSpotTickets()]
