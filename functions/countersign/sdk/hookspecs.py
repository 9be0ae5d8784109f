"""The whole plugin interface. pluggy registers, it never acts: the hub dispatches by action name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

from countersign.sdk.contract import Connector
from countersign.sdk.elsewhere import Elsewhere

if TYPE_CHECKING:
    from countersign.sdk.notifiers import Notifier

PROJECT = "countersign"
ENTRY_POINT_GROUP = "countersign.connectors"
NOTIFIER_GROUP = "countersign.notifiers"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class ConnectorHooks:
    """Hooks a distribution of connectors may implement."""

    @hookspec
    def countersign_connectors(self) -> Sequence[Connector | Elsewhere]:  # type: ignore[empty-body]  # a hook specification has no body
        """Return this distribution's connectors; called once per container, without I/O. `Elsewhere` stands for one that others run."""


class NotifierHooks:
    """Hooks a distribution of notifiers may implement."""

    @hookspec
    def countersign_notifiers(self) -> "Sequence[Notifier]":  # type: ignore[empty-body]  # a hook specification has no body
        """Return this distribution's notifiers; called once per container, without I/O."""
