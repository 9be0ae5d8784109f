from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign import entry


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            # They walk the same lines thousands of times; measuring each doubles the time and adds no line.
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """One line a call, of many thousands; other tests read the log."""
    level = entry.log.log_level
    entry.log.setLevel("CRITICAL")
    yield
    entry.log.setLevel(level)
