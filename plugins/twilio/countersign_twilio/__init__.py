"""Countersign connector for Twilio: text messages and calls."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_twilio.connector import Twilio


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Twilio()]
