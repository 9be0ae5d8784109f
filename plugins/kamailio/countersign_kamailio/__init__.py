"""Countersign connector for telephony behind a Kamailio SIP server."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_kamailio.connector import Kamailio


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Kamailio()]
