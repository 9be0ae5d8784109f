"""`python -m tests.benchmarks.airline`, on records written here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.benchmarks.airline_records import record

from countersign.model.decision import Verdict

REPOSITORY = Path(__file__).parents[3]
LONG_AGO = {"created_at": "2024-01-01T00:00:00"}


def measure(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.benchmarks.airline", str(file), *options]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)  # noqa: S603  our own module


@pytest.fixture
def file(tmp_path):
    records = [
        record(id="kept", task_id=1),
        record(id="blocked", task_id=2, reservation=LONG_AGO),
        record(id="wrong", task_id=3, reservation=LONG_AGO, labels={"tau2": "wrong", "v1": "wrong"}),
        record("book_reservation", id="held", task_id=4, trace={"customers_read": []}, labels={"tau2": "refused", "v1": "refused"}),
    ]
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records))
    return path


def test_json_counts_by_label_set_label_and_verdict(file):
    measured = json.loads(measure(file, "--json", "--folds").stdout)
    counts = measured["labels"]["tau2"]
    none = dict.fromkeys(map(str, Verdict), 0)
    assert counts == {"wrong": {**none, "DENY": 1}, "right": {**none, "ALLOW": 1, "DENY": 1}, "refused": {**none, "REQUIRE_APPROVAL": 1}}
    assert measured["labels"]["v1"] == counts
    assert measured["actions"]["tau2"]["book_reservation"]["refused"]["REQUIRE_APPROVAL"] == 1
    assert [(one["id"], one["policies"]) for one in measured["right_not_allowed"]] == [("blocked", ["cancel.no-ground"])]
    assert measured["rates"]["tau2"]["wrong refused"]["share_bp"] == 10_000
    assert len(measured["folds"]["folds"]) == 5


def test_text_names_right_writes_that_are_stopped_and_why(file):
    text = measure(file).stdout
    assert "blocked  cancel_reservation  DENY  right by tau2 and v1: cancel.no-ground" in text
    assert "kept  " not in text


def test_malformed_record_ends_with_2_and_its_line(file):
    file.write_text(file.read_text() + "{}\n")
    done = measure(file, "--json")
    assert done.returncode == 2
    assert "line 5: " in done.stderr
    assert not done.stdout


def test_missing_file_ends_with_2(tmp_path):
    done = measure(tmp_path / "nothing.jsonl")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
