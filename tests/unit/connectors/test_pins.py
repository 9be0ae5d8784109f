"""What a start expects of the approved connectors, and the gate goes by."""

from pathlib import Path

import pytest

from countersign.connectors import load, load_pinned
from countersign.distributions import PluginSetupError
from countersign.kit.approved import ManifestChangedError, approved, pin, pinned
from countersign.pins import Pins, shipped
from countersign.sdk import Effect

PLUGINS = Path(__file__).parents[3] / "plugins"
PAYMENTS = "countersign-sandbox-payments"


def changed(**changes: object) -> Pins:
    """The pins of the payments connector, otherwise."""
    pins = pin([PAYMENTS], Pins(pins=()))
    (manifest,) = pins.pins[0].manifests
    return Pins(pins=(pins.pins[0].model_copy(update={"manifests": (manifest.model_copy(update=changes),)}),))


def test_the_pins_are_what_the_approved_connectors_declare() -> None:
    assert pin(approved(PLUGINS), pinned(PLUGINS)) == shipped(), "run: countersign connector pin"


@pytest.mark.parametrize("name", approved(PLUGINS))
def test_a_start_by_pins_finds_what_a_search_finds(name: str) -> None:
    """One by one: of approved connectors that do the same, one is enabled."""
    assert load_pinned([name], shipped()).manifests() == load([name]).manifests()


def test_a_pin_tells_what_an_action_does_to_a_customer() -> None:
    action = shipped().action("sandbox_payments", "refund.issue")

    assert action is not None
    assert (action.effect, action.amount_path, action.recipient_path) == (Effect.MONEY, "/amount_minor", "/customer_id")
    assert shipped().action("sandbox_payments", "ticket.read") is None
    assert shipped().action("nobody", "refund.issue") is None


@pytest.mark.parametrize(
    ("pins", "why"),
    [
        (Pins(pins=()), "not pinned in plugins/manifests.json"),
        (changed(digest="0" * 64), "declares something else than it did"),
        (changed(version="9.9.9"), "is not pinned"),
        (changed(name="other"), "is not pinned"),
    ],
    ids=["not approved", "changed", "other version", "other name"],
)
def test_a_start_refuses_what_was_not_pinned(pins: Pins, why: str) -> None:
    with pytest.raises(PluginSetupError, match=why):
        load_pinned([PAYMENTS], pins)


def test_a_pinned_connector_that_is_not_built_is_refused() -> None:
    gone = shipped().pins[0].model_copy(update={"entry_points": ("countersign_gone",)})

    with pytest.raises(PluginSetupError, match="cannot be loaded: ModuleNotFoundError"):
        load_pinned([gone.distribution], Pins(pins=(gone,)))


def test_a_changed_manifest_needs_a_new_version() -> None:
    with pytest.raises(ManifestChangedError, match=r"sandbox_payments declares something else than it did as \d"):
        pin([PAYMENTS], changed(digest="0" * 64))
    assert pin([PAYMENTS], changed(version="0.0.1", digest="0" * 64)) == pin([PAYMENTS], Pins(pins=()))


def test_the_list_takes_folders_and_requirements(tmp_path: Path) -> None:
    (tmp_path / "plugins" / "shop").mkdir(parents=True)
    (tmp_path / "plugins" / "shop" / "pyproject.toml").write_text('[project]\nname = "acme-shop"\n')
    (tmp_path / "plugins" / "connectors.txt").write_text("# ours\n./plugins/shop\n\nacme-mall==1.2.3\n")

    assert approved(tmp_path / "plugins") == ["acme-shop", "acme-mall"]
