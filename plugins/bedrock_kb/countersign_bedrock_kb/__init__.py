"""Countersign connector for approved articles in an Amazon Bedrock knowledge base."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_bedrock_kb.connector import BedrockKb


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [BedrockKb()]
