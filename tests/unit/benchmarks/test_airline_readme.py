"""The README's numbers are those of the command, wherever the data are at hand."""

from pathlib import Path

import pytest
from tests.benchmarks.airline.folds import cross_validate
from tests.benchmarks.airline.gate import CANDIDATES, airline_bundle
from tests.benchmarks.airline.record import LABEL_SETS, read_attempts
from tests.benchmarks.airline.report import rate_lines
from tests.benchmarks.airline.scoring import ASKING, REFUSING, judge, rates

REPOSITORY = Path(__file__).parents[3]
DATA = REPOSITORY.parent / "shared" / "data" / "airline" / "proposals.jsonl"
README = (REPOSITORY / "tests" / "benchmarks" / "airline" / "README.md").read_text()

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the airline data lie beside the repository and are not there")


@pytest.mark.parametrize("labels", LABEL_SETS)
def test_table_is_what_is_measured(labels):
    measured = rates(judge(airline_bundle(), read_attempts(DATA)), labels)
    assert "\n".join(rate_lines(measured)) in README


def test_folds_are_what_is_measured():
    unseen = cross_validate(judge(airline_bundle(CANDIDATES), read_attempts(DATA))).unseen
    stopped = sum(unseen["wrong"][verdict] for verdict in REFUSING | ASKING)
    refused, held = (sum(unseen["right"][verdict] for verdict in verdicts) for verdicts in (REFUSING, ASKING))
    assert f"{stopped} of 52 wrong writes are stopped, {refused} of 50 right ones refused, {held} held." in README
