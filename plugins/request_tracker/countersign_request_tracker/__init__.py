"""Countersign connector for Request Tracker 5."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_request_tracker.connector import RequestTracker


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [RequestTracker()]
