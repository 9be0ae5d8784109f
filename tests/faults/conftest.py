from collections.abc import Iterator

import pytest

from countersign import entry


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """One line a call, of many thousands; other tests read the log."""
    level = entry.log.log_level
    entry.log.setLevel("CRITICAL")
    yield
    entry.log.setLevel(level)
