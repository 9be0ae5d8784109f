"""What policies/README.md tells policy owners is so."""

import io
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import pytest
import yaml
from tests.policies.given import POLICIES, make_facts, shipped_bundle
from tests.unit.policy.test_backtest import recorded

from countersign.cli import main
from countersign.policy.tooling.mutants import mutants

README = (POLICIES / "README.md").read_text(encoding="utf-8")
# What the walk-through asks to edit: the rule, and the cases about it.
RULE = {
    "refunds.cedar": [("> 10000 &&", "> 15000 &&"), ("<= 10000 &&", "<= 15000 &&"), ("above 100.00", "above 150.00")],
    "limits.toml": [("unapproved_minor = 10000", "unapproved_minor = 15000")],
    "bundle.toml": [('version = "1.1.0"', 'version = "1.2.0"')],
}
CASES = {
    "cases/refunds.yaml": [
        (r"amount_minor: 10000\b", "amount_minor: 15000"),
        (r"amount_minor: 10001\b", "amount_minor: 15001"),
        (r"amount_minor: 12000\b", "amount_minor: 17000"),
        (r"24h_minor: 8000\b", "24h_minor: 13000"),
        (r"24h_minor: 8001\b", "24h_minor: 13001"),
        (r"24h_minor: 9000\b", "24h_minor: 14000"),
    ],
    "cases/autonomy.yaml": [(r"amount_minor: 12000\b", "amount_minor: 17000")],
    "cases/safety.yaml": [(r"amount_minor: 12000\b", "amount_minor: 17000")],
}
FINDINGS = {"test", "diff", "prove", "backtest"}


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", README, flags=re.DOTALL | re.MULTILINE)
    return [block.strip() for block in found]


def commands() -> list[str]:
    return [line.strip() for block in blocks("console") for line in block.splitlines()]


def edit(folder: Path, changes: dict[str, list[tuple[str, str]]]) -> None:
    for file, replacements in changes.items():
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in replacements:
            text, times = re.subn(old, new, text)
            assert times
        (folder / file).write_text(text, encoding="utf-8")


@contextmanager
def printing_to(file: str) -> Iterator[io.StringIO]:
    """Where a command's results go: to a file if it says so."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        yield printed
    if file:
        Path(file).write_text(printed.getvalue(), encoding="utf-8")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs a command of the README in a folder with a copy of the policies; gives its exit code and what it printed."""
    shutil.copytree(POLICIES, tmp_path / "policies")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(command: str) -> tuple[int, str]:
        if command.startswith("cp "):
            return subprocess.run(shlex.split(command), check=False).returncode, ""  # noqa: S603  a command that the README shows
        typed, _, asked = command.rpartition(" | ")
        monkeypatch.setattr("sys.stdin", io.StringIO(typed.removeprefix("echo ").strip("'")))
        words, _, file = asked.partition(" > ")
        monkeypatch.setattr(sys, "argv", shlex.split(words.removeprefix("uv run ")))
        with printing_to(file) as printed, pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), printed.getvalue()

    return run


@pytest.fixture
def decisions_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack that decided two refunds."""
    made = [recorded(make_facts(money__amount_minor=amount)) for amount in (2_000, 12_000)]
    monkeypatch.setattr("countersign.cli.policy_record.places", lambda state: (state, POLICIES))
    monkeypatch.setattr("countersign.cli.policy_record.open_stack", lambda folder: folder)
    monkeypatch.setattr("countersign.cli.policy_record.decisions_on_record", lambda _: made)


@pytest.fixture
def few_mutants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the policy that changes; all of them are tried elsewhere."""
    chosen = "refund.over-100.supervisor"
    monkeypatch.setattr("countersign.cli.policy_mutate.mutants", lambda artefact: [one for one in mutants(artefact) if one.place == chosen])


def test_the_policy_shown_is_in_force() -> None:
    shipped = "\n".join(path.read_text(encoding="utf-8") for path in POLICIES.glob("*.cedar"))

    for block in blocks("cedar"):
        assert block in shipped


def test_the_case_shown_runs() -> None:
    cases = [case for path in (POLICIES / "cases").glob("*.yaml") for case in yaml.safe_load(path.read_text(encoding="utf-8"))]

    for block in blocks("yaml"):
        assert yaml.safe_load(block)[0] in cases


def test_the_promise_shown_is_given() -> None:
    given = tomllib.loads((POLICIES / "invariants.toml").read_text(encoding="utf-8"))["invariants"]

    for block in blocks("toml"):
        assert tomllib.loads(block)["invariants"][0] in given


def test_the_files_named_are_all_there_are() -> None:
    table = README.split("\n## ")[0]
    named = set(re.findall(r"`([a-z]+\.(?:toml|cedarschema))`", table))
    present = {path.name for path in POLICIES.iterdir() if path.suffix in {".toml", ".cedarschema"}}

    assert present <= named


@pytest.mark.usefixtures("decisions_on_record", "few_mutants")
def test_the_walk_through_goes_as_it_says(shell) -> None:
    """Every command shown, in order, with the edits that the text asks for."""
    printed = {}
    for command in commands():
        code, printed[command] = shell(command)
        assert code == (1 if FINDINGS & set(command.split()) else 0), f"{command}\n{printed[command]}"
        if command == "cp -r policies proposed":
            edit(Path("proposed"), RULE)
        if " test " in command:
            edit(Path("proposed"), CASES)

    prove, diff, build = (next(told for command, told in printed.items() if word in command) for word in ("prove", " diff", "build"))
    assert re.findall(r"refuted  (\S+):", prove) == ["refund.one-yes", "refund.day-without-yes"]
    assert "newly allowed: act refund.issue (baseline refund, given money.amount_minor: 10001)" in diff
    assert len(build.strip()) == len(shipped_bundle().digest)
    assert build.strip() != shipped_bundle().digest
