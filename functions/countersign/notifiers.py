"""The notifiers of this deployment: found by distribution name, checked at start-up, asked by their names."""

from collections.abc import Mapping, Sequence

from countersign.distributions import PluginKind, PluginSetupError, load_plugins
from countersign.sdk.hookspecs import NOTIFIER_GROUP, NotifierHooks
from countersign.sdk.notifiers import NOTIFIER_CONTRACT_VERSION, Notifier, NotifierManifest

_NOTIFIERS: PluginKind[Notifier] = PluginKind(NOTIFIER_GROUP, NotifierHooks, "countersign_notifiers", NotifierManifest)


def load(enabled: Sequence[str]) -> Mapping[str, Notifier]:
    """The enabled distributions' notifiers (`countersign-notify-email`, …) by name.

    Raises:
        PluginSetupError: a distribution is missing, registers nothing or fails, two share a name, or one speaks another contract.

    """
    by_name: dict[str, Notifier] = {}
    for notifier in load_plugins(_NOTIFIERS, enabled):
        manifest = notifier.manifest
        if manifest.contract != NOTIFIER_CONTRACT_VERSION:
            raise PluginSetupError(f"{manifest.name} speaks contract {manifest.contract}, this hub speaks {NOTIFIER_CONTRACT_VERSION}")
        if manifest.name in by_name:
            raise PluginSetupError(f"two notifiers are called {manifest.name}")
        by_name[manifest.name] = notifier
    return by_name
