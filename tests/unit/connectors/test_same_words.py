"""An action of one name is one thing, whoever does it: playbooks are written once, and policies too."""

from collections import defaultdict
from pathlib import Path

import pytest

from countersign.cli.connector_reading import approved_manifests
from countersign.sdk import ActionDescriptor, vocabulary

PLUGINS = Path(__file__).parents[3] / "plugins"


def done_by_several() -> dict[str, list[ActionDescriptor]]:
    found: dict[str, list[ActionDescriptor]] = defaultdict(list)
    for _, manifest in approved_manifests(PLUGINS):
        for action in manifest.actions:
            found[action.name].append(action)
    return {name: actions for name, actions in found.items() if len(actions) > 1}


@pytest.mark.parametrize(("name", "actions"), done_by_several().items())
def test_connectors_that_do_the_same_need_the_same_arguments_and_do_the_same_to_a_customer(
    name: str, actions: list[ActionDescriptor]
) -> None:
    needed = {(tuple(sorted(action.input_schema["required"])), action.effect, action.recipient_path) for action in actions}

    assert len(needed) == 1, f"{name}: {needed}"


@pytest.mark.parametrize(("name", "actions"), done_by_several().items())
def test_what_one_of_them_answers_holds_what_the_first_one_does(name: str, actions: list[ActionDescriptor]) -> None:
    first, *others = (set(action.output_schema["required"]) for action in actions)

    assert [first - other for other in others] == [set()] * len(others), name


def test_what_several_connectors_do_the_sdk_has_a_word_for() -> None:
    unnamed = {name for name in done_by_several() if not hasattr(vocabulary, name.replace(".", "_", 1))}

    assert unnamed == set()


def test_an_argument_of_one_system_alone_is_needed_by_nobody() -> None:
    tags = {"type": "array", "items": {"type": "string"}}
    plain = vocabulary.ticket_tag({"type": "string"}, tags)

    own = vocabulary.extended(plain, version={"type": "string"})

    assert own["input_schema"]["required"] == plain["input_schema"]["required"] == ["tags", "ticket_id"]
    assert set(own["input_schema"]["properties"]) - set(plain["input_schema"]["properties"]) == {"version"}
