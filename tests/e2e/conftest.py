"""One stack for all end-to-end tests, of its own: the developer's is neither used nor touched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.e2e.browsing import installed_browser, opened_browser
from tests.e2e.clones import deployed

from countersign.local.repository import find_repository
from countersign.local.session import Stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with deployed(find_repository(Path(__file__).parent), tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = installed_browser()
    if path is None:
        pytest.skip("no Chromium: install one, or name it in COUNTERSIGN_BROWSER")
    with opened_browser(path) as browser:
        yield browser
