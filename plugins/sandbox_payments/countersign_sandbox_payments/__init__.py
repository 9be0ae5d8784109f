"""Countersign connector for the sandbox company's orders and refunds."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_sandbox_payments.connector import SandboxPayments


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [SandboxPayments()]
