from collections.abc import Callable
from pathlib import Path

import pytest

from countersign.connectors import load
from countersign.distributions import PluginSetupError
from countersign.sdk import InvalidArgumentsError

Install = Callable[..., str]

CONNECTOR = """
from countersign.sdk import ActionDescriptor, Capability, Effect, Manifest, NoAuth, hookimpl
from countersign.sdk.without import WithoutReads, WithoutWebhooks, WithoutWrites

SCHEMA = {{"type": "object", "properties": {{"id": {{"type": "string", "maxLength": 4}}}}, "required": ["id"]}}


class It(WithoutReads, WithoutWrites, WithoutWebhooks):
    manifest = Manifest(
        name="{name}", version="1.0.0", contract={contract}, title="It", capabilities=(Capability.CRM,), auth=NoAuth(),
        actions=(ActionDescriptor(name="{action}", title="Read", version=1, effect=Effect.READ, input_schema=SCHEMA, output_schema={{}}),),
    )


@hookimpl
def countersign_connectors():
    return [It()]
"""


def connector(name: str = "shop", *, action: str = "thing.read", contract: int = 1) -> str:
    return CONNECTOR.format(name=name, action=action, contract=contract)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a distribution with one module on the path, as an installer would."""
    monkeypatch.syspath_prepend(tmp_path)

    def put(distribution: str, source: str, *, group: str = "countersign.connectors") -> str:
        # The test's folder in the name: an imported module stays imported for the next test.
        module = f"{distribution.replace('-', '_')}_{abs(hash(tmp_path))}"
        (tmp_path / f"{module}.py").write_text(source)
        about = tmp_path / f"{distribution.replace('-', '_')}-1.0.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0.0\n")
        (about / "entry_points.txt").write_text(f"[{group}]\nit = {module}\n")
        return distribution

    return put


def test_an_enabled_connector_is_found_by_its_action(install: Install) -> None:
    catalogue = load([install("acme-shop", connector())])

    assert catalogue.connector("thing.read") is catalogue.by_name("shop")
    assert catalogue.descriptor("thing.read").title == "Read"
    assert [manifest.name for manifest in catalogue.manifests()] == ["shop"]


def test_what_is_installed_but_not_enabled_stays_out(install: Install) -> None:
    install("acme-shop", connector())

    with pytest.raises(KeyError):
        load([]).connector("thing.read")


def test_arguments_are_held_against_the_schema_without_being_quoted(install: Install) -> None:
    catalogue = load([install("acme-shop", connector())])

    catalogue.validate("thing.read", {"id": "7"})
    with pytest.raises(InvalidArgumentsError, match=r"^thing\.read: /id breaks the schema's maxLength$"):
        catalogue.validate("thing.read", {"id": "marta@mail.example"})


def test_a_missing_distribution_is_refused() -> None:
    with pytest.raises(PluginSetupError, match="acme-nowhere is enabled but not installed"):
        load(["acme-nowhere"])


def test_a_distribution_that_is_no_plugin_is_refused(install: Install) -> None:
    with pytest.raises(PluginSetupError, match="no entry point"):
        load([install("acme-shop", connector(), group="other.plugins")])


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("raise RuntimeError('no')", "cannot be loaded: RuntimeError"),
        (connector("Bad Name"), "cannot be loaded: ValidationError"),
        (connector().replace("return [It()]", "return [object()]"), "manifest is not"),
        (connector().replace("return [It()]", "return []"), "registers nothing"),
        (connector().replace("return [It()]", "raise OSError"), "fails in countersign_connectors: OSError"),
        (connector().replace("def countersign_connectors", "def countersign_conectors"), "hook that does not exist"),
        (connector().replace("countersign_connectors()", "countersign_connectors(clock)"), "cannot be loaded: PluginValidationError"),
        (connector(contract=2), "speaks contract 2"),
    ],
    ids=["import fails", "manifest", "no manifest", "nothing", "hook fails", "unknown hook", "unknown argument", "contract"],
)
def test_an_unsound_connector_is_refused(source: str, why: str, install: Install) -> None:
    with pytest.raises(PluginSetupError, match=why):
        load([install("acme-shop", source)])


def test_two_connectors_for_one_action_are_refused(install: Install) -> None:
    enabled = [install("acme-shop", connector("shop")), install("acme-mall", connector("mall"))]

    with pytest.raises(PluginSetupError, match=r"both do thing\.read"):
        load(enabled)


def test_two_connectors_of_one_name_are_refused(install: Install) -> None:
    enabled = [install("acme-shop", connector()), install("acme-mall", connector(action="other.read"))]

    with pytest.raises(PluginSetupError, match="two connectors are called shop"):
        load(enabled)
