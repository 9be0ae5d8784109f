"""The whole plugin interface. pluggy registers, it never acts: the hub dispatches by action name."""

from collections.abc import Sequence

import pluggy

from countersign.sdk.contract import Connector

PROJECT = "countersign"
ENTRY_POINT_GROUP = "countersign.connectors"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class ConnectorHooks:
    """Hooks a distribution may implement."""

    @hookspec
    def countersign_connectors(self) -> Sequence[Connector]:  # type: ignore[empty-body]  # a hook specification has no body
        """Return this distribution's connectors; called once per container, without I/O."""
