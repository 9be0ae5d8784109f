"""What is written for a new connector is installed, and passes the kit to gold before anybody has touched it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from countersign.cli import cli
from countersign.kit.scaffold.blueprint import sample
from countersign.kit.scaffold.openapi import NoBlueprintError, blueprint_of
from countersign.local.operator_error import OperatorError
from countersign.planning.notes import HAND_OVER, NOTE

INTERCOM = Path(__file__).parents[3] / "shared" / "data" / "specs" / "intercom_2.15.yaml"
ORDER = {"type": "object", "properties": {"number": {"type": "integer"}, "state": {"type": "string", "enum": ["open"], "nullable": True}}}
SPEC = {
    "openapi": "3.0.0",
    "paths": {
        "/health": {"get": {"responses": {"200": {"description": "no object"}}}},
        "/orders/{id}.json": {
            "get": {"operationId": "getOrder", "summary": "Get an order.", "responses": {"200": {"$ref": "#/components/responses/Order"}}}
        },
        "/orders": {
            "post": {
                "operationId": "orders-create",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewOrder"}}}},
                "responses": {"201": {"$ref": "#/components/responses/Order"}},
            }
        },
    },
    "components": {
        "responses": {"Order": {"content": {"application/json": {"schema": ORDER}}}},
        "schemas": {
            "Base": {"type": "object", "properties": {"comment": {"type": "string"}}},
            "NewOrder": {
                "allOf": [{"$ref": "#/components/schemas/Base"}],
                "properties": {"lines": {"type": "array", "items": {"type": "string"}}, "made_at": {"type": "string", "readOnly": True}},
                "required": ["lines", "comment"],
            },
        },
    },
}


def new(*arguments: str) -> None:
    CliRunner().invoke(cli, ["connector", "new", *arguments], catch_exceptions=False)


def run(*command: str, **environment: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], env=os.environ | environment, capture_output=True, text=True, check=False)  # noqa: S603  ours
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def gold(folder: Path, name: str) -> None:
    """Install without a network, run its own tests, then the kit."""
    installed = str(folder / "installed")
    run("uv", "pip", "install", "--quiet", "--offline", "--no-deps", "--target", installed, str(folder / name))
    alone = {"PYTHONPATH": installed, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run("pytest", "-p", "no:cacheprovider", str(folder / name), **alone)
    kit = ("-p", "countersign.kit.plugin", "-p", "no:cacheprovider", "--countersign-connector", f"countersign_{name}.conformance:subject")
    assert f"{name} 0.1.0 against fake: gold" in run("pytest", *kit, **alone)
    run("ruff", "check", "--quiet", "--isolated", "--select", "E,F,UP,B", "--ignore", "E501", str(folder / name))


def test_a_connector_from_nothing_is_gold(tmp_path: Path) -> None:
    new("shopbook", "--capability", "CRM", "--into", str(tmp_path))

    gold(tmp_path, "shopbook")


def test_a_ticketing_connector_from_nothing_does_what_the_hub_asks_of_tickets_and_is_gold(tmp_path: Path) -> None:
    new("larkdesk", "--capability", "TICKETING", "--into", str(tmp_path))

    declared = (tmp_path / "larkdesk" / "README.md").read_text()
    assert set(re.findall(r"`(ticket\.\w+)` \|", declared)) == {"ticket.read", "ticket.reply_public", NOTE, HAND_OVER}
    gold(tmp_path, "larkdesk")


def test_a_connector_from_a_specification_is_gold(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))

    new("shop_desk", "--capability", "CRM", "--from-openapi", str(tmp_path / "spec.json"), "--into", str(tmp_path))

    manifest = (tmp_path / "shop_desk" / "countersign_shop_desk" / "manifest.py").read_text()
    assert 'name="shop_desk.get_order"' in manifest
    assert 'name="shop_desk.orders_create"' in manifest
    assert "made_at" not in manifest
    gold(tmp_path, "shop_desk")


@pytest.mark.skipif(not INTERCOM.is_file(), reason="a vendor's whole specification lies beside the repository, or nowhere")
def test_a_vendors_whole_specification_is_enough(tmp_path: Path) -> None:
    new("chatty", "--from-openapi", str(INTERCOM), "--into", str(tmp_path))

    gold(tmp_path, "chatty")


@pytest.mark.parametrize(
    ("paths", "missing"),
    [({}, "no GET"), ({"/orders/{id}.json": SPEC["paths"]["/orders/{id}.json"]}, "no POST")],
    ids=["nothing", "no write"],
)
def test_a_specification_without_a_beginning_is_said_so(paths: dict[str, object], missing: str) -> None:
    with pytest.raises(NoBlueprintError, match=missing):
        blueprint_of({**SPEC, "paths": paths}, "shop", "CRM")


@pytest.mark.parametrize("name", ["x", "Larkdesk", "lark-desk", "lark2", "../lark"])
def test_a_name_that_cannot_be_one_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be a connector's name"):
        new(name, "--into", str(tmp_path))


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "larkdesk").mkdir()

    with pytest.raises(OperatorError, match="is there already"):
        new("larkdesk", "--into", str(tmp_path))


def test_free_text_is_personal_until_somebody_knows_better() -> None:
    assert sample("larkdesk", "CRM").write.texts == ["text"]
