"""Who comes, on a hub in memory."""

import pytest
from tests.unit.console.browser import Browser, TestHub
from tests.unit.console.fake_issuer import FakeIssuer
from tests.unit.console.voting import editor, recorder
from tests.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def hub(world: World) -> TestHub:
    return TestHub(world.store, FakeIssuer(world.now), world.directory, world.workflows)


@pytest.fixture
def browser(world: World, hub: TestHub) -> Browser:
    return Browser(hub, lambda: world.now, record=recorder(world), edit=editor(world))
