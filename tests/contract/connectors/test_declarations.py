"""What the sandbox connectors declare holds for what they are given."""

from typing import Any

import jsonschema_rs
import pytest
from tests.contract.connectors.proposals import WRITES, arguments_for
from tests.contract.connectors.sandbox_process import DISTRIBUTIONS, Hub, Sandbox

from countersign.connectors import load
from countersign.sdk import ActionDescriptor, Effect

ACTIONS = {action.name: action for manifest in load(DISTRIBUTIONS).manifests() for action in manifest.actions}


def at(pointer: str, document: dict[str, Any]) -> Any:
    for step in pointer.split("/")[1:]:
        document = document[step]
    return document


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_schemas_are_json_schema_2020_12(action: ActionDescriptor) -> None:
    for schema in (action.input_schema, action.output_schema):
        jsonschema_rs.Draft202012Validator(schema)
        assert schema["additionalProperties"] is False


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_pointers_lead_into_the_arguments(action: ActionDescriptor) -> None:
    pointers = (action.amount_path, action.currency_path, action.recipient_path, *action.personal_data)
    for pointer in filter(None, pointers):
        assert at(pointer, action.input_schema["properties"])


def test_every_write_is_in_these_tests() -> None:
    assert {name for name, action in ACTIONS.items() if action.effect is not Effect.READ} == set(WRITES)


@pytest.mark.parametrize("action", WRITES)
def test_outcomes_fit_the_output_schema(action: str, hub: Hub, sandbox: Sandbox) -> None:
    outcome = hub.do(action, arguments_for(action, sandbox), key="key-1")

    assert outcome.outcome == "applied"
    jsonschema_rs.Draft202012Validator(ACTIONS[action].output_schema).validate(outcome.result)


@pytest.mark.parametrize("action", [action for action in WRITES if ACTIONS[action].undo])
def test_undo_is_an_action_that_exists(action: str) -> None:
    assert ACTIONS[action].undo in ACTIONS
