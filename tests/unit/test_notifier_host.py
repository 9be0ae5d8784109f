from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from countersign import notifiers
from countersign.distributions import PluginSetupError
from countersign.sdk.notifiers import NotifierManifest

SHIPPED = ("email", "slack", "teams", "webhook")


def made(name: str = "pigeon", contract: int = 1) -> SimpleNamespace:
    manifest = NotifierManifest(name=name, version="1.0.0", contract=contract, title="Pigeon", audience="person", carrier="mail")
    return SimpleNamespace(manifest=manifest)


def registering(monkeypatch: pytest.MonkeyPatch, *found: SimpleNamespace) -> None:
    def load_plugins(_kind: object, _enabled: Sequence[str]) -> list[SimpleNamespace]:
        return list(found)

    monkeypatch.setattr(notifiers, "load_plugins", load_plugins)


def test_the_shipped_ones_are_found_by_their_names() -> None:
    loaded = notifiers.load([f"countersign-notify-{name}" for name in SHIPPED])
    assert list(loaded) == [f"notify_{name}" for name in SHIPPED]


def test_none_enabled_is_none_loaded() -> None:
    assert notifiers.load([]) == {}


@pytest.mark.parametrize(
    ("distribution", "why"),
    [("countersign-sandbox-crm", "no entry point in the group countersign.notifiers"), ("acme-pigeon", "not installed")],
)
def test_what_is_no_notifier_is_refused(distribution: str, why: str) -> None:
    with pytest.raises(PluginSetupError, match=why):
        notifiers.load([distribution])


def test_two_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    registering(monkeypatch, made(), made())
    with pytest.raises(PluginSetupError, match="two notifiers are called pigeon"):
        notifiers.load(["acme-pigeon"])


def test_another_contract_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    registering(monkeypatch, made(contract=2))
    with pytest.raises(PluginSetupError, match="pigeon speaks contract 2"):
        notifiers.load(["acme-pigeon"])
