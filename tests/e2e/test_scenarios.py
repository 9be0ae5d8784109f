"""The demo's scenarios, each with the end it must have in the hub and in the company's systems."""

from collections.abc import Iterator
from time import time

import pytest

from countersign.local.demo.scenarios import SCENARIOS, Scenario
from countersign.local.demo.stage import Stage
from countersign.local.session import Stack


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time())) as stage:
        stage.loosen_all()
        yield stage


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.play.__name__)
def test_scenario_ends_as_it_must(stage: Stage, scenario: Scenario) -> None:
    ending = scenario.play(stage)
    assert ending.actual == scenario.expected
    assert stage.story(ending.ticket)["chain"]["whole"]
