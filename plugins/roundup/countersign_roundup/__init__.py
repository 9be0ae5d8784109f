"""Countersign connector for Roundup issue trackers."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_roundup.connector import Roundup


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Roundup()]
