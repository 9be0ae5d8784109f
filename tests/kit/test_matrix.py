"""The kit tells good from bad: for each check somebody breaks what it looks at, and it alone need notice."""

from dataclasses import replace

import pytest
from countersign_reference.conformance import subject
from tests.kit.hostile import HOSTILE, declaring

from countersign.kit.bench import Bench
from countersign.kit.checks import CHECKS
from countersign.kit.examine import examine, examine_all
from countersign.kit.report import Finding
from countersign.sdk import LateBound

ORIGIN = "countersign_reference.conformance:subject"
ELSEWHERE = {"CS-P04": "hostile_elsewhere:subject"}


def found(check_id: str) -> Finding:
    hostile = HOSTILE[check_id]()
    return examine(Bench(hostile, hostile.fake, ELSEWHERE.get(check_id, ORIGIN)), CHECKS[check_id])


def test_the_good_connector_reaches_gold_and_leaves_no_check_without_work() -> None:
    report = examine_all(Bench(subject(), subject().fake, ORIGIN), "fake")

    assert [finding for finding in report.findings if finding.outcome != "passed"] == []
    assert report.level == "gold"


def test_somebody_breaks_every_rule() -> None:
    assert HOSTILE.keys() == CHECKS.keys()


@pytest.mark.parametrize("check_id", sorted(HOSTILE))
def test_each_breach_is_caught(check_id: str) -> None:
    finding = found(check_id)

    assert finding.outcome == "failed", finding.told


def test_a_breach_is_told_in_words_that_name_the_action() -> None:
    assert found("CS-E03").told == ("note.add: declared write_reversible, and customer_contact happened",)


@pytest.mark.parametrize("name", ["Text", "/Text"])
def test_a_member_that_is_bound_late_is_looked_for_in_the_body(name: str) -> None:
    hostile = declaring("note.add", late_bound=(LateBound(place="json", name=name, setting="signature"),))
    finding = examine(Bench(hostile, hostile.fake, ORIGIN), CHECKS["CS-R05"])

    assert finding.told == (f"note.add: {name} is declared as late-bound and sent as approved",)


def test_a_segment_that_is_bound_late_is_looked_for_in_the_path() -> None:
    hostile = declaring("note.add", late_bound=(LateBound(place="path", name="Book", setting="book"),))
    finding = examine(Bench(hostile, hostile.fake, ORIGIN), CHECKS["CS-R05"])

    assert finding.told == ("note.add: Book is declared as late-bound and sent as approved",)


def test_who_says_that_the_bus_brings_its_events_takes_none_by_http() -> None:
    good = subject()
    assert good.webhook is not None
    finding = examine(Bench(replace(good, webhook=replace(good.webhook, signed=False)), good.fake, ORIGIN), CHECKS["CS-W05"])

    assert set(finding.told) == {"an event of the bus is accepted by HTTP too"}
