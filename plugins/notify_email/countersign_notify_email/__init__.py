"""Countersign notifier that mails each person."""

from collections.abc import Sequence

from countersign.sdk import hookimpl
from countersign.sdk.notifiers import Notifier
from countersign_notify_email.notifier import NotifyEmail


@hookimpl
def countersign_notifiers() -> Sequence[Notifier]:
    return [NotifyEmail()]
