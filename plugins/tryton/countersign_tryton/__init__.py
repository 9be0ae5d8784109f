"""Countersign connector for parties in Tryton."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_tryton.connector import Tryton


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Tryton()]
