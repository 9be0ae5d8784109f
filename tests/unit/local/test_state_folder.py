"""What a stack leaves in its folder, and what is made of it later."""

import stat
from pathlib import Path

import pytest
from tests.unit.local.silent_progress import Silent

from countersign.local.condition import Health, has_ended, observe
from countersign.local.credentials import keep_credentials
from countersign.local.operator_error import OperatorError
from countersign.local.process import StartedProcess
from countersign.local.session import open_stack
from countersign.local.shutdown import take_down
from countersign.local.state_folder import Deployment, StackRecord, StateFolder
from countersign.local.users import USERS

_BEFORE_REBOOT = StartedProcess(pid=1, started="an earlier boot")
_STALE = StackRecord(
    emulator_port=1,
    sandbox_port=2,
    emulator=_BEFORE_REBOOT,
    sandbox=_BEFORE_REBOOT,
    deployment=Deployment(sources="a" * 64, policies="b" * 64),
    timings_ms={"Deploy": 1200},
)


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    folder = StateFolder(tmp_path / "state")
    with folder.locked():
        return folder


def test_a_record_comes_back_as_it_was_written(folder: StateFolder) -> None:
    folder.write(_STALE)
    assert folder.read() == _STALE


def test_a_record_of_another_version_is_refused_with_a_way_out(folder: StateFolder) -> None:
    folder.record_file.write_text('{"emulator_port": "many"}')
    with pytest.raises(OperatorError, match=r"stack\.json cannot be read") as refused:
        folder.read()
    assert str(folder.root) in refused.value.hint


def test_two_commands_at_once_are_one_too_many(folder: StateFolder) -> None:
    with folder.locked(), pytest.raises(OperatorError, match="Another command"), StateFolder(folder.root).locked():
        pass


def test_after_a_reboot_the_stack_is_down_and_nothing_is_killed(folder: StateFolder, tmp_path: Path) -> None:
    folder.write(_STALE)
    assert observe(folder, tmp_path).health is Health.DOWN
    assert has_ended(folder)
    assert not take_down(folder, Silent())
    assert folder.read() == _STALE.changed(emulator=None, sandbox=None)


def test_without_a_stack_there_is_nothing_to_take_down(tmp_path: Path) -> None:
    assert not take_down(StateFolder(tmp_path / "none"), Silent())
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("record", [None, _STALE], ids=["never started", "before a reboot"])
def test_commands_that_need_the_stack_say_how_to_start_it(folder: StateFolder, record: StackRecord | None) -> None:
    if record:
        folder.write(record)
    with pytest.raises(OperatorError) as refused:
        open_stack(folder.root)
    assert refused.value.hint == "Start it: countersign up --detach"


def test_credentials_are_made_once_and_for_their_owner_only(folder: StateFolder) -> None:
    made = keep_credentials(folder)
    assert keep_credentials(folder) == made
    assert stat.S_IMODE(folder.credentials_file.stat().st_mode) == 0o600


def test_two_stacks_share_no_secret(folder: StateFolder, tmp_path: Path) -> None:
    other = StateFolder(tmp_path / "other")
    with other.locked():
        mine, others = keep_credentials(folder), keep_credentials(other)
    assert {mine.password, mine.webhook_key, mine.sandbox.admin}.isdisjoint({others.password, others.webhook_key, others.sandbox.admin})
    assert not set(mine.sandbox.read.values()) & set(mine.sandbox.write.values())


def test_the_company_has_enough_risk_approvers_for_four_eyes_and_an_agent_who_approves_nothing() -> None:
    assert sum(user.group == "risk" for user in USERS) >= 2
    assert [user.name for user in USERS if user.group is None] == ["agent"]
