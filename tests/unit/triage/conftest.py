import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from countersign.triage.labelled import Labelled, read_labelled
from countersign.triage.model import IntentModel
from countersign.triage.model_file import embedded

LAMPS = ("bulb", "shade", "lantern", "torch", "candle", "chandelier")
BOATS = ("canoe", "ferry", "dinghy", "yacht", "kayak", "raft")


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[[Iterable[tuple[str, str]]], Path]:
    def write(rows: Iterable[tuple[str, str]], header: tuple[str, str] = ("text", "label")) -> Path:
        file = tmp_path / "labelled.csv"
        with file.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([header, *rows])
        return file

    return write


@pytest.fixture
def small_corpus(write_csv) -> Labelled:
    lamps = [(f"my {thing} gives no light in room {number}", "lighting") for number, thing in enumerate(LAMPS)]
    boats = [(f"how do I sail a {thing} over lake {number}?", "sailing") for number, thing in enumerate(BOATS)]
    others = [(f"a poem about {thing} number {number}", "unknown") for number, thing in enumerate(LAMPS)]
    return read_labelled(write_csv([*lamps, *boats, *others]))


@pytest.fixture(scope="session")
def model() -> IntentModel:
    return embedded()
