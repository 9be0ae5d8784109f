"""What enabled distributions register by one hook: found by their names, loaded once, refused loudly when unsound."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Generic, TypeVar

import pluggy

from countersign.sdk.hookspecs import PROJECT

P = TypeVar("P")


class PluginSetupError(Exception):
    """The enabled plugins cannot work, or not together; nothing starts until an operator has put it right."""


@dataclass(frozen=True)
class PluginKind(Generic[P]):
    """`hook` of the specification `hooks` returns a sequence of plugins, each with a `manifest` of this type."""

    group: str
    hooks: type
    hook: str
    manifest: type


def load_plugins(kind: PluginKind[P], enabled: Sequence[str], known: Mapping[str, Sequence[str]] | None = None) -> list[P]:
    """What the enabled distributions (`countersign-sandbox-crm`, …) register; anything else that is installed is ignored.

    `known` are entry points by distribution; without it they are looked up among what is installed, which takes a start longer.

    Raises:
        PluginSetupError: a distribution is missing, registers nothing or fails.

    """
    plugins = pluggy.PluginManager(PROJECT)
    plugins.add_hookspecs(kind.hooks)
    for distribution in enabled:
        for entry_point in entry_points(distribution, kind.group) if known is None else known[distribution]:
            _register(plugins, distribution, entry_point)
    try:
        plugins.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginSetupError(f"a plugin implements a hook that does not exist: {error}") from error
    return list(_registered(plugins, kind))


def entry_points(distribution: str, group: str) -> Sequence[str]:
    """What an installed distribution is loaded by, as `module` or `module:attribute`; raises PluginSetupError."""
    # Late: a start that knows its entry points reads no metadata.
    from importlib import metadata

    try:
        found = metadata.distribution(distribution).entry_points.select(group=group)
    except metadata.PackageNotFoundError:
        raise PluginSetupError(f"{distribution} is enabled but not installed: is it in the approved list in plugins/?") from None
    if not found:
        raise PluginSetupError(f"{distribution} has no entry point in the group {group}")
    return [entry_point.value for entry_point in found]


def _register(plugins: pluggy.PluginManager, distribution: str, entry_point: str) -> None:
    try:
        plugins.register(resolve_name(entry_point), name=f"{distribution}:{entry_point}")
    except Exception as error:  # vendor code may raise anything while it is imported
        raise PluginSetupError(f"{distribution} cannot be loaded: {type(error).__name__}: {error}") from error


def _registered(plugins: pluggy.PluginManager, kind: PluginKind[P]) -> Iterator[P]:
    for name, plugin in plugins.list_name_plugin():
        made = list(_made_by(plugins, kind, name, plugin))
        if not made:
            raise PluginSetupError(f"{name} registers nothing: does it implement {kind.hook}?")
        yield from made


def _made_by(plugins: pluggy.PluginManager, kind: PluginKind[P], name: str, plugin: object) -> Iterator[P]:
    others = [other for _, other in plugins.list_name_plugin() if other is not plugin]
    try:
        for batch in plugins.subset_hook_caller(kind.hook, remove_plugins=others)():
            for made in batch:
                _require_manifest(made, kind.manifest)
                yield made
    except Exception as error:  # vendor code may raise anything
        raise PluginSetupError(f"{name} fails in {kind.hook}: {type(error).__name__}: {error}") from error


def _require_manifest(made: object, manifest: type) -> None:
    if not isinstance(getattr(made, "manifest", None), manifest):
        raise TypeError(f"a manifest is not a {manifest.__name__} of countersign.sdk")
