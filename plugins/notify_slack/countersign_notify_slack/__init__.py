"""Countersign notifier that posts to a Slack channel."""

from collections.abc import Sequence

from countersign.sdk import hookimpl
from countersign.sdk.notifiers import Notifier
from countersign_notify_slack.notifier import NotifySlack


@hookimpl
def countersign_notifiers() -> Sequence[Notifier]:
    return [NotifySlack()]
