import json
import sys

import pytest
from click.testing import CliRunner
from tests.unit.triage.test_packaged_model import CORPUS

from countersign.cli.triage import triage


def run(*arguments: object):
    return CliRunner(mix_stderr=False).invoke(triage, [str(argument) for argument in arguments])


@pytest.fixture
def rows(small_corpus):
    return list(zip(small_corpus.texts, small_corpus.labels, strict=True))


def test_train_shows_its_progress_and_writes_a_model_that_try_reads(write_csv, rows, tmp_path):
    trained = run("train", write_csv(rows), "--output", tmp_path / "model")
    assert trained.exit_code == 0
    assert "fold 5 of 5" in trained.stderr
    assert "too few texts to certify" in trained.stdout
    tried = run("try", "--json", "--model", tmp_path / "model" / "intents.model", "how do I sail a canoe over lake 2?")
    assert json.loads(tried.stdout)["intent"] == "sailing"


def test_train_prints_one_object_for_machines(write_csv, rows, tmp_path):
    trained = run("train", write_csv(rows), "--output", tmp_path, "--json")
    assert json.loads(trained.stdout)["card"]["labels"] == ["lighting", "sailing", "unknown"]


def test_a_bad_file_ends_with_two_and_names_the_line(tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("text,label\nhello\n")
    refused = run("train", file)
    assert refused.exit_code == 2
    assert "bad.csv: line 2" in refused.stderr


def test_a_single_label_ends_with_two(write_csv):
    refused = run("train", write_csv([("hello", "greeting")] * 5))
    assert refused.exit_code == 2
    assert "only one label" in refused.stderr


def test_training_without_its_extra_says_what_to_install(write_csv, rows, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "countersign.triage.training", None)
    refused = run("train", write_csv(rows), "--output", tmp_path)
    assert refused.exit_code == 2
    assert "extra `train`" in refused.stderr


def test_evaluate_measures_texts_the_model_has_not_seen(write_csv):
    file = write_csv([("When do you open on Friday?", "opening_hours"), ("Who painted the Mona Lisa?", "unknown")])
    assert json.loads(run("evaluate", file, "--json").stdout) == {"texts": 2, "accuracy_bp": 10_000, "coverage_bp": 5_000, "error_bp": 0}
    assert "accuracy  100.00 %" in run("evaluate", file).stdout


def test_evaluate_refuses_the_training_texts():
    refused = run("evaluate", CORPUS)
    assert refused.exit_code == 2
    assert "was trained on this file" in refused.stderr


def test_try_refuses_what_is_no_model(tmp_path):
    file = tmp_path / "other.model"
    file.write_bytes(b"not a model")
    refused = run("try", "hello", "--model", file)
    assert refused.exit_code == 2
    assert "not a countersign model" in refused.stderr


def test_try_tells_what_triage_makes_of_a_text():
    assert "opening_hours" in run("try", "What are your opening hours on Saturday?").stdout
