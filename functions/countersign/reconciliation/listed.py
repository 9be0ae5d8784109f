"""The other side: what a system lists, page by page, with read credentials."""

from datetime import datetime

from countersign.ports import Catalogue, Transport
from countersign.sdk.contract import Listed, Listing
from countersign.sdk.errors import ReadRefusedError

PAGE_SECONDS = 10.0


def listed(catalogue: Catalogue, transport: Transport, tenant: str, action: str, since: datetime) -> list[Listed]:
    """Every effect once.

    Raises NotListedError; ReadUnavailableError, ReadRefusedError and SecretUnavailableError when the system cannot be asked, or leads
    in circles.
    """
    connector = catalogue.connector(action)
    found: dict[str, Listed] = {}
    pages: set[str | None] = set()
    page: str | None = None
    while page not in pages:
        pages.add(page)
        dialogue = connector.list_effects(action, since=f"{since:%Y-%m-%dT%H:%M:%SZ}", page=page)
        answered: Listing = transport.converse(tenant, connector, dialogue, deadline_seconds=PAGE_SECONDS)
        found |= {effect.vendor_id: effect for effect in answered.effects}
        if answered.next_page is None:
            return list(found.values())
        page = answered.next_page
    raise ReadRefusedError(f"{connector.manifest.name} gives the same page of {action} again")
