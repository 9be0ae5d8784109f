"""Countersign connector for the sandbox company's calls and text messages."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_sandbox_telephony.connector import SandboxTelephony


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [SandboxTelephony()]
