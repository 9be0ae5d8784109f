"""Countersign connector for the sandbox company's tickets."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_sandbox_ticketing.connector import SandboxTicketing


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [SandboxTicketing()]
