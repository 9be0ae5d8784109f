"""Countersign notifier that posts to a Microsoft Teams channel."""

from collections.abc import Sequence

from countersign.sdk import hookimpl
from countersign.sdk.notifiers import Notifier
from countersign_notify_teams.notifier import NotifyTeams


@hookimpl
def countersign_notifiers() -> Sequence[Notifier]:
    return [NotifyTeams()]
