"""Countersign connector for the sandbox company's customer records."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_sandbox_crm.connector import SandboxCrm


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [SandboxCrm()]
