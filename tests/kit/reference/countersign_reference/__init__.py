"""A connector that does everything right."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_reference.connector import Reference


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Reference()]
