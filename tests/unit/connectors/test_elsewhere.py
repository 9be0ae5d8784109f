"""A distribution without the code: approved, listed and pinned like any other."""

import sys
from collections.abc import Sequence
from types import ModuleType

import pytest
from countersign_sandbox_payments.conformance import subject

from countersign.connectors import load_pinned
from countersign.distributions import PluginSetupError
from countersign.pins import Pin, PinnedManifest, Pins
from countersign.sdk import Connector, Elsewhere, Manifest, ReadUnavailableError, hookimpl

MANIFEST = subject().connector().manifest
NAME = "acme-payments"
PINS = Pins(pins=(Pin(distribution=NAME, entry_points=("acme_payments",), manifests=(PinnedManifest.of(MANIFEST),)),))


@pytest.fixture(autouse=True)
def acme_payments(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installed package, which has a manifest and nothing else."""
    module = ModuleType("acme_payments")

    @hookimpl
    def countersign_connectors() -> Sequence[Connector | Elsewhere]:
        return [Elsewhere(module.__dict__["MANIFEST"])]

    vars(module).update(MANIFEST=MANIFEST, countersign_connectors=countersign_connectors)
    monkeypatch.setitem(sys.modules, "acme_payments", module)
    return module


def test_what_it_declares_is_known_without_asking_it() -> None:
    catalogue = load_pinned([NAME], PINS)

    assert catalogue.manifests() == (MANIFEST,)
    assert catalogue.elsewhere == {"sandbox_payments"}
    assert catalogue.descriptor("refund.issue").effect == "money"
    with pytest.raises(ReadUnavailableError, match="sandbox_payments runs elsewhere, and nobody said where"):
        catalogue.connector("refund.issue").prepare("refund.issue", {}, key="key-1")


def test_the_deployment_makes_a_connector_of_it() -> None:
    near = subject().connector()
    reached: list[Manifest] = []

    def reach(manifest: Manifest) -> Connector:
        reached.append(manifest)
        return near

    catalogue = load_pinned([NAME], PINS, reach)

    assert catalogue.connector("refund.issue") is near
    assert catalogue.elsewhere == {"sandbox_payments"}
    assert reached == [MANIFEST]


def test_a_start_refuses_what_declares_something_else_than_was_pinned(acme_payments: ModuleType) -> None:
    vars(acme_payments)["MANIFEST"] = MANIFEST.model_copy(update={"title": "Something else"})

    with pytest.raises(PluginSetupError, match="declares something else than it did"):
        load_pinned([NAME], PINS)
