"""One stack for all end-to-end tests, of its own: the developer's is neither used nor touched."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.e2e.browsing import installed_browser, opened_browser

from countersign.cli.terminal import Terminal
from countersign.local.repository import find_repository
from countersign.local.session import Stack, open_stack
from countersign.local.shutdown import take_down
from countersign.local.startup import bring_up
from countersign.local.state_folder import StateFolder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder, progress = StateFolder(tmp_path_factory.mktemp("stack")), Terminal(as_json=True)
    bring_up(find_repository(Path(__file__).parent), folder, progress)
    try:
        yield open_stack(folder.root)
    finally:
        take_down(folder, progress)
        # A quarter of a gigabyte; the logs stay for whoever looks into a failure.
        for bulk in (folder.build, folder.cache, folder.emulator):
            shutil.rmtree(bulk, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = installed_browser()
    if path is None:
        pytest.skip("no Chromium: install one, or name it in COUNTERSIGN_BROWSER")
    with opened_browser(path) as browser:
        yield browser
