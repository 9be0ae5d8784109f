"""The `countersign` command: quick, lazy, and clear about what went wrong."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from countersign.cli import cli, late_group, main
from countersign.cli.terminal import Terminal


def _exit_code(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["countersign", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_help_imports_nothing_that_is_slow() -> None:
    program = "import sys, countersign.cli; print(*sys.modules)"
    imported = subprocess.check_output([sys.executable, "-c", program], text=True).split()  # noqa: S603  the program stands above
    assert {"boto3", "botocore", "httpx", "numpy", "pydantic", "rich"}.isdisjoint(imported)


def test_help_names_every_command_with_what_it_does(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit_code(monkeypatch, "--help") == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in cli.list_commands(click.Context(cli)))
    assert "countersign up --detach" in shown


@pytest.mark.parametrize("command", ["up", "status", "down"])
def test_each_command_teaches_by_example(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert _exit_code(monkeypatch, command, "--help") == 0
    assert f"Examples:\n    countersign {command}" in capsys.readouterr().out


def test_an_unknown_command_is_bad_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit_code(monkeypatch, "upp") == 2
    assert capsys.readouterr().err == "Error: No such command 'upp'.\nTry: countersign --help\n"


def test_a_machine_gets_the_error_as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert _exit_code(monkeypatch, "status", "--json") == 2
    assert set(json.loads(capsys.readouterr().out)) == {"error", "hint"}


def test_a_command_whose_library_is_missing_breaks_only_itself(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def without_library(_: str) -> ModuleType:
        raise ModuleNotFoundError(name="sklearn")

    monkeypatch.setattr(late_group, "import_module", without_library)
    assert _exit_code(monkeypatch, "triage", "train") == 2
    assert "needs the module sklearn" in capsys.readouterr().err
    assert _exit_code(monkeypatch, "--help") == 0


def test_a_fault_of_our_own_is_not_dressed_up_as_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> ModuleType:
        raise ModuleNotFoundError(name="countersign.nowhere")

    monkeypatch.setattr(late_group, "import_module", broken)
    monkeypatch.setattr(sys, "argv", ["countersign", "triage"])
    with pytest.raises(ModuleNotFoundError):
        main()


def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> ModuleType:
        raise KeyboardInterrupt

    monkeypatch.setattr(late_group, "import_module", interrupted)
    assert _exit_code(monkeypatch, "status") == 130


def test_status_of_a_stack_that_was_never_started(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert _exit_code(monkeypatch, "status", "--state", str(tmp_path)) == 1
    assert "The stack is down." in capsys.readouterr().out


def _fail_within(terminal: Terminal) -> None:
    with terminal.step("outer"):
        with terminal.step("inner"):
            terminal.note("by the way")
        raise ZeroDivisionError


def test_progress_goes_to_stderr_with_start_end_and_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_within(Terminal(as_json=True))
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.split()[0] for line in told.err.splitlines()] == ["start", "start", "note", "done", "failed"]
