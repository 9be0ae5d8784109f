"""Countersign connector for calls, tasks and contact attributes in Amazon Connect."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_amazon_connect.connector import AmazonConnect


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [AmazonConnect()]
