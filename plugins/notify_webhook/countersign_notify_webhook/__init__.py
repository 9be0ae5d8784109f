"""Countersign notifier that posts Standard Webhooks."""

from collections.abc import Sequence

from countersign.sdk import hookimpl
from countersign.sdk.notifiers import Notifier
from countersign_notify_webhook.notifier import NotifyWebhook


@hookimpl
def countersign_notifiers() -> Sequence[Notifier]:
    return [NotifyWebhook()]
