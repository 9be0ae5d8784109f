import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.integration.elsewhere import KEY, Endpoint, payments, ticketing

from countersign.cli import cli
from countersign.kit.serving import serving
from countersign.local.operator_error import OperatorError

PLUGINS = Path(__file__).parents[3] / "plugins"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["connector", *arguments], catch_exceptions=False)


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    """The folder of the list and the pages, with the connectors left where they are."""
    copy = tmp_path / "plugins"
    copy.mkdir()
    for file in ("connectors.txt", "manifests.json", "CONTRACT.md", "CATALOGUE.md"):
        shutil.copy(PLUGINS / file, copy)
    for project in PLUGINS.glob("*/pyproject.toml"):
        (copy / project.parent.name).symlink_to(project.parent)
    return copy


def test_the_list_names_every_action() -> None:
    told = run("list", "--plugins", str(PLUGINS))

    assert "refund.issue" in told.output
    assert "sandbox_payments" in told.output


def test_the_list_for_programs_holds_whole_manifests() -> None:
    told = json.loads(run("list", "--json", "--plugins", str(PLUGINS)).output)

    assert {one["manifest"]["name"] for one in told["connectors"]} >= {"sandbox_crm", "sandbox_payments"}


def test_one_connector_is_shown_with_what_can_be_undone() -> None:
    told = run("show", "sandbox_payments", "--plugins", str(PLUGINS)).output

    assert "refund.reverse, for 30 minutes" in told


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one approved connector, whose code another team runs."""
    metadata = tmp_path / "acme-1.0.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0.0\n")
    (metadata / "entry_points.txt").write_text("[countersign.connectors]\nacme = tests.integration.elsewhere:payments\n")
    (tmp_path / "connectors.txt").write_text("acme==1.0.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_connector_that_another_team_runs_is_shown_as_such(acme: Path) -> None:
    here = ("show", "sandbox_payments", "--plugins")

    assert "its code runs elsewhere" in run(*here, str(acme)).output
    assert json.loads(run(*here, str(acme), "--json").output)["elsewhere"]
    assert "elsewhere" not in run(*here, str(PLUGINS)).output


def test_the_catalogue_is_written_with_what_runs_elsewhere(acme: Path) -> None:
    (acme / "acme").mkdir()
    (acme / "acme" / "pyproject.toml").write_text('[project]\nname = "acme"\n')
    (acme / "connectors.txt").write_text(f"./{acme.name}/acme\n")
    run("docs", "--plugins", str(acme))

    assert "its code runs elsewhere" in (acme / "CATALOGUE.md").read_text()


def test_an_unknown_connector_is_said_so() -> None:
    with pytest.raises(OperatorError, match="No approved connector is called nobody"):
        run("show", "nobody", "--plugins", str(PLUGINS))


def test_a_check_tells_the_level_and_keeps_the_report(tmp_path: Path) -> None:
    told = run("check", "countersign-sandbox-knowledge", "--report", str(tmp_path / "report.json"))

    assert told.exit_code == 0
    assert told.output.startswith("sandbox_knowledge")
    assert json.loads((tmp_path / "report.json").read_bytes())["level"] == "gold"


@pytest.fixture
def keys_file(tmp_path: Path) -> str:
    """With what calls of the endpoint are signed."""
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [KEY]}))
    return str(file)


def test_a_connector_is_checked_where_it_runs(keys_file: str) -> None:
    with serving(Endpoint({"/": payments.near})) as address:
        told = run("check", "countersign-sandbox-payments", "--remote", address, "--remote-secret", keys_file)

    assert told.exit_code == 0
    assert "gold" in told.output


def test_what_runs_there_must_be_what_was_approved(keys_file: str) -> None:
    with (
        serving(Endpoint({"/": ticketing.near})) as address,
        pytest.raises(OperatorError, match=r"this connector is|declares something else there than what is installed here"),
    ):
        run("check", "countersign-sandbox-payments", "--remote", address, "--remote-secret", keys_file)


def test_where_nobody_answers_is_said_so() -> None:
    with pytest.raises(OperatorError, match="sandbox_payments"):
        run("check", "countersign-sandbox-payments", "--remote", "http://127.0.0.1:9/")


def test_what_is_not_installed_cannot_be_checked() -> None:
    with pytest.raises(OperatorError, match="countersign-nowhere is not installed"):
        run("check", "countersign-nowhere")


def test_pins_that_are_current_are_said_to_be(plugins: Path) -> None:
    assert run("pin", "--check", "--plugins", str(plugins)).exit_code == 0


def test_pins_that_are_missing_are_written(plugins: Path) -> None:
    (plugins / "manifests.json").unlink()

    assert run("pin", "--check", "--plugins", str(plugins)).exit_code == 1
    assert "new" in run("pin", "--plugins", str(plugins)).output
    assert (plugins / "manifests.json").read_bytes() == (PLUGINS / "manifests.json").read_bytes()


def test_a_manifest_changed_under_its_version_is_not_pinned(plugins: Path) -> None:
    text = (plugins / "manifests.json").read_text()
    digest = json.loads(text)["pins"][0]["manifests"][0]["digest"]
    (plugins / "manifests.json").write_text(text.replace(digest, "0" * 64))

    with pytest.raises(OperatorError, match="declares something else"):
        run("pin", "--plugins", str(plugins))


def test_pages_are_written_when_they_are_not_current(plugins: Path) -> None:
    (plugins / "CONTRACT.md").write_text("old")

    assert run("docs", "--check", "--plugins", str(plugins)).exit_code == 1
    assert "CONTRACT.md written" in run("docs", "--plugins", str(plugins)).output
    assert run("docs", "--check", "--plugins", str(plugins)).exit_code == 0
