"""Countersign connector for mails by Amazon SES."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_ses.connector import Ses


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Ses()]
