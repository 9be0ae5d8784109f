"""Countersign connector for Zendesk Guide: articles of the help center."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_zendesk_guide.connector import ZendeskGuide


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [ZendeskGuide()]
