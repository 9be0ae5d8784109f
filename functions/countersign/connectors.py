"""The connectors of this deployment: found by distribution name, checked at start-up, dispatched by action name."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from countersign.distributions import PluginKind, PluginSetupError, load_plugins
from countersign.pins import Pins, manifest_digest
from countersign.sdk.contract import CONTRACT_VERSION, ActionDescriptor, Connector, Manifest
from countersign.sdk.elsewhere import Elsewhere
from countersign.sdk.errors import InvalidArgumentsError
from countersign.sdk.hookspecs import ENTRY_POINT_GROUP, ConnectorHooks

if TYPE_CHECKING:
    import jsonschema_rs

Reach = Callable[[Manifest], Connector]
_CONNECTORS: PluginKind[Connector | Elsewhere] = PluginKind(ENTRY_POINT_GROUP, ConnectorHooks, "countersign_connectors", Manifest)


class Catalogue:
    """Who does what, by action name; every action has exactly one connector."""

    def __init__(self, connectors: Sequence[Connector], elsewhere: frozenset[str] = frozenset()) -> None:
        """Raise PluginSetupError when two connectors share a name or an action, or one speaks another contract.

        `elsewhere` are the names of those whose code another team runs.
        """
        self.elsewhere = elsewhere
        self._by_name: dict[str, Connector] = {}
        self._by_action: dict[str, Connector] = {}
        self._descriptors: dict[str, ActionDescriptor] = {}
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        for connector in connectors:
            self._add(connector, connector.manifest)

    def connector(self, action: str) -> Connector:
        """Who does `action`; raises KeyError."""
        return self._by_action[action]

    def descriptor(self, action: str) -> ActionDescriptor:
        """What `action` is declared to be; raises KeyError."""
        return self._descriptors[action]

    def by_name(self, name: str) -> Connector:
        """The connector called `name` in its manifest; raises KeyError."""
        return self._by_name[name]

    def manifests(self) -> tuple[Manifest, ...]:
        """All manifests, by connector name."""
        return tuple(self._by_name[name].manifest for name in sorted(self._by_name))

    def validate(self, action: str, arguments: Mapping[str, Any]) -> None:
        """Raise InvalidArgumentsError, naming the place but not the value, when arguments do not fit the input schema."""
        error = next(self._validator(action).iter_errors(dict(arguments)), None)
        if error is not None:
            place = "/".join(str(step) for step in error.instance_path)
            raise InvalidArgumentsError(f"{action}: /{place} breaks the schema's {error.schema_path[-1]}")

    def _add(self, connector: Connector, manifest: Manifest) -> None:
        if manifest.contract != CONTRACT_VERSION:
            raise PluginSetupError(f"{manifest.name} speaks contract {manifest.contract}, this hub speaks {CONTRACT_VERSION}")
        if manifest.name in self._by_name:
            raise PluginSetupError(f"two connectors are called {manifest.name}")
        self._by_name[manifest.name] = connector
        for descriptor in manifest.actions:
            if descriptor.name in self._by_action:
                other = self._by_action[descriptor.name].manifest.name
                raise PluginSetupError(f"{manifest.name} and {other} both do {descriptor.name}: enable one of them")
            self._by_action[descriptor.name] = connector
            self._descriptors[descriptor.name] = descriptor

    def _validator(self, action: str) -> "jsonschema_rs.Validator":
        if action not in self._validators:
            # Late: most functions that load connectors never validate, and the import costs 27 ms.
            import jsonschema_rs

            self._validators[action] = jsonschema_rs.Draft202012Validator(self._descriptors[action].input_schema)
        return self._validators[action]


def load(enabled: Sequence[str], reach: Reach | None = None) -> Catalogue:
    """The catalogue of the enabled distributions (`countersign-sandbox-crm`, …). `reach` makes a connector of what runs
    elsewhere; without it there is only what that declares.

    Raises:
        PluginSetupError: a distribution is missing, registers nothing, fails, or its connectors are not sound together.

    """
    return _catalogue(load_plugins(_CONNECTORS, enabled), reach)


def load_pinned(enabled: Sequence[str], pins: Pins, reach: Reach | None = None) -> Catalogue:
    """`load`, by the pinned entry points and without a search; what was pinned is what must be there.

    Raises:
        PluginSetupError: as `load`, and for a distribution that is not pinned or a manifest that is not as it was.

    """
    if unpinned := [distribution for distribution in enabled if pins.of(distribution) is None]:
        raise PluginSetupError(f"{', '.join(unpinned)} is enabled but not pinned in plugins/manifests.json: approve it there first")
    catalogue = _catalogue(load_plugins(_CONNECTORS, enabled, {pin.distribution: pin.entry_points for pin in pins.pins}), reach)
    for manifest in catalogue.manifests():
        pinned = pins.manifest(manifest.name)
        if pinned is None or pinned.version != manifest.version:
            raise PluginSetupError(f"{manifest.name} {manifest.version} is not pinned: run `countersign connector pin`")
        if pinned.digest != manifest_digest(manifest):
            raise PluginSetupError(f"{manifest.name} declares something else than it did as {manifest.version}: it needs a new version")
    return catalogue


def _catalogue(registered: Sequence[Connector | Elsewhere], reach: Reach | None) -> Catalogue:
    elsewhere = frozenset(made.manifest.name for made in registered if isinstance(made, Elsewhere))
    return Catalogue([_reached(made.manifest, reach) if isinstance(made, Elsewhere) else made for made in registered], elsewhere)


def _reached(manifest: Manifest, reach: Reach | None) -> Connector:
    if reach is not None:
        return reach(manifest)
    # Late: the terms of remote calls are for those that have remote connectors.
    from countersign.sdk.remote_connector import unreached

    return unreached(manifest)
