"""Countersign connector for the sandbox company's knowledge articles."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_sandbox_knowledge.connector import SandboxKnowledge


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [SandboxKnowledge()]
