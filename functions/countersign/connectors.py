"""The connectors of this deployment: found by distribution name, checked at start-up, dispatched by action name."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pluggy

from countersign.sdk.contract import CONTRACT_VERSION, ActionDescriptor, Connector, Manifest
from countersign.sdk.errors import InvalidArgumentsError
from countersign.sdk.hookspecs import ENTRY_POINT_GROUP, PROJECT, ConnectorHooks

if TYPE_CHECKING:
    import jsonschema_rs


class ConnectorSetupError(Exception):
    """The enabled connectors cannot work together; nothing starts until an operator has put it right."""


class Catalogue:
    """Who does what, by action name; every action has exactly one connector."""

    def __init__(self, connectors: Sequence[Connector]) -> None:
        """Raise ConnectorSetupError when two connectors share a name or an action, or one speaks another contract."""
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
            raise ConnectorSetupError(f"{manifest.name} speaks contract {manifest.contract}, this hub speaks {CONTRACT_VERSION}")
        if manifest.name in self._by_name:
            raise ConnectorSetupError(f"two connectors are called {manifest.name}")
        self._by_name[manifest.name] = connector
        for descriptor in manifest.actions:
            if descriptor.name in self._by_action:
                other = self._by_action[descriptor.name].manifest.name
                raise ConnectorSetupError(f"{manifest.name} and {other} both do {descriptor.name}: enable one of them")
            self._by_action[descriptor.name] = connector
            self._descriptors[descriptor.name] = descriptor

    def _validator(self, action: str) -> "jsonschema_rs.Validator":
        if action not in self._validators:
            # Late: most functions that load connectors never validate, and the import costs 27 ms.
            import jsonschema_rs

            self._validators[action] = jsonschema_rs.Draft202012Validator(self._descriptors[action].input_schema)
        return self._validators[action]


def load(enabled: Sequence[str]) -> Catalogue:
    """The catalogue of the enabled distributions (`countersign-sandbox-crm`, …); anything else that is installed is ignored.

    Raises:
        ConnectorSetupError: a distribution is missing, registers nothing, fails, or its connectors are not sound together.

    """
    plugins = pluggy.PluginManager(PROJECT)
    plugins.add_hookspecs(ConnectorHooks)
    for distribution in enabled:
        for entry_point in _entry_points(distribution):
            _register(plugins, distribution, entry_point)
    try:
        plugins.check_pending()
    except pluggy.PluginValidationError as error:
        raise ConnectorSetupError(f"a connector implements a hook that does not exist: {error}") from error
    return Catalogue(_connectors(plugins))


def _entry_points(distribution: str) -> metadata.EntryPoints:
    try:
        found = metadata.distribution(distribution).entry_points.select(group=ENTRY_POINT_GROUP)
    except metadata.PackageNotFoundError:
        raise ConnectorSetupError(f"{distribution} is enabled but not installed: is it in plugins/connectors.txt?") from None
    if not found:
        raise ConnectorSetupError(f"{distribution} has no entry point in the group {ENTRY_POINT_GROUP}")
    return found


def _register(plugins: pluggy.PluginManager, distribution: str, entry_point: metadata.EntryPoint) -> None:
    try:
        plugins.register(entry_point.load(), name=f"{distribution}:{entry_point.name}")
    except Exception as error:  # vendor code may raise anything while it is imported
        raise ConnectorSetupError(f"{distribution} cannot be loaded: {type(error).__name__}: {error}") from error


def _connectors(plugins: pluggy.PluginManager) -> list[Connector]:
    connectors: list[Connector] = []
    for name, plugin in plugins.list_name_plugin():
        made = list(_made_by(plugins, name, plugin))
        if not made:
            raise ConnectorSetupError(f"{name} registers no connector: does it implement countersign_connectors?")
        connectors += made
    return connectors


def _made_by(plugins: pluggy.PluginManager, name: str, plugin: object) -> Iterator[Connector]:
    others = [other for _, other in plugins.list_name_plugin() if other is not plugin]
    try:
        for batch in plugins.subset_hook_caller("countersign_connectors", remove_plugins=others)():
            for connector in batch:
                _require_manifest(connector)
                yield connector
    except Exception as error:  # vendor code may raise anything
        raise ConnectorSetupError(f"{name} cannot make its connectors: {type(error).__name__}: {error}") from error


def _require_manifest(connector: object) -> None:
    if not isinstance(getattr(connector, "manifest", None), Manifest):
        raise TypeError("a connector's manifest is not a countersign.sdk.Manifest")
