"""What holds for all suites: which wait for installed servers, and how workers share the tests."""

import os

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# What shares something dear or goes in order: one worker has all of it.
TOGETHER = ("tests/e2e/", "tests/kit/test_tutorial.py", "tests/servers/")


class TogetherScheduling(LoadScopeScheduling):
    """Each test to whichever worker is idle, but those that belong together to one. (Pytest 9 does nothing with xdist's own groups.)"""

    def _split_scope(self, nodeid: str) -> str:
        return next((prefix for prefix in TOGETHER if nodeid.startswith(prefix)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> TogetherScheduling:
    return TogetherScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests against installed servers run where somebody said that they are installed; then none is skipped, so a missing one fails."""
    if os.environ.get("COUNTERSIGN_SERVERS") == "1":
        return
    for item in items:
        if item.get_closest_marker("servers"):
            item.add_marker(pytest.mark.skip(reason="install the servers (.ci/servers) and set COUNTERSIGN_SERVERS=1"))
