"""A stack under fire loses nothing and does nothing twice. The long round: `python -m tests.e2e.siege --cases 500`."""

import pytest
from tests.e2e.siege import REPOSITORY, Siege

from countersign.cli.terminal import Terminal
from countersign.local.session import open_stack
from countersign.local.shutdown import take_down
from countersign.local.startup import bring_up
from countersign.local.state_folder import StateFolder


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """On a stack of its own: it goes down in mid-case."""
    folder, progress = StateFolder(tmp_path_factory.mktemp("siege")), Terminal(as_json=True)
    bring_up(REPOSITORY, folder, progress)
    try:
        return Siege(open_stack(folder.root), cases=20, restarts=1, seed=1).run()
    finally:
        take_down(folder, progress)


def test_the_stack_was_under_fire(findings: dict[str, object]) -> None:
    assert findings["restarts"] == 1
    assert findings["workers_killed"]


def test_i9_every_message_is_accounted_for(findings: dict[str, object]) -> None:
    assert findings["cases"] == 20
    assert findings["unaccounted"] == []


def test_i2_no_order_is_refunded_twice(findings: dict[str, object]) -> None:
    assert findings["refunded_twice"] == []


def test_i10_every_chain_is_whole(findings: dict[str, object]) -> None:
    assert findings["chains_broken"] == []
