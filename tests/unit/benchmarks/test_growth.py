"""A hub that has seen much works as quickly as a new one; counted in operations of the store, for time would depend on the machine."""

from itertools import pairwise

import pytest
from tests.benchmarks.growth import CASE_SIZES, CASES, Report, case_costs, cost, one_sweep, sweep_costs, told
from tests.world import World


@pytest.mark.parametrize("axis", CASES)
def test_a_case_costs_the_same_however_much_there_is(axis):
    smallest, *_, largest = CASE_SIZES[axis]
    costs = case_costs(axis, (smallest, min(largest, 300)))
    assert len({(one.operations, one.rows) for one in costs.values()}) == 1
    assert all(one.operations > 0 for one in costs.values())


def test_the_sweep_costs_nothing_for_what_is_open_and_not_due():
    costs = sweep_costs("open", (0, 30))
    assert len({(one.operations, one.rows) for one in costs.values()}) == 1


def test_the_sweep_costs_as_much_more_for_each_that_is_due():
    costs = [sweep_costs("due", (size,))[size] for size in (1, 2, 3, 4)]
    assert len({(after.operations - before.operations, after.rows - before.rows) for before, after in pairwise(costs)}) == 1


def test_a_sweep_of_nothing_looks_once():
    assert cost(World(), one_sweep).operations == 1


def test_each_size_is_a_line():
    report = Report(case={"connectors": case_costs("connectors", (0, 1))}, sweep={})
    assert [line.split("  ")[0] for line in told(report).splitlines()[1:]] == ["one case, 0 connectors", "one case, 1 connectors"]
