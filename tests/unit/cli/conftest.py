import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.unit.cli.world_api import WorldStack
from tests.world import World

from countersign import clock
from countersign.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """What was printed, however it was wrapped."""
        return " ".join(self.out.split())


Run = Callable[..., Ran]


@pytest.fixture
def stack(monkeypatch) -> WorldStack:
    made = WorldStack(World())
    monkeypatch.setattr("countersign.cli.hub_api.open_stack", lambda _: made)
    monkeypatch.setattr(clock, "now", lambda: made.world.now)
    return made


@pytest.fixture
def world(stack) -> World:
    return stack.world


@pytest.fixture
def run(monkeypatch, capsys) -> Run:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("COUNTERSIGN_USER", raising=False)

    def ran(*arguments: object, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.argv", ["countersign", *map(str, arguments)])
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return ran
