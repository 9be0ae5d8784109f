from datetime import timedelta

import pytest
from tests.builders import NOW

from countersign.model.plan import Money
from countersign.viewing.wording import amount, distance, people, share, span


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [(250_000, "EUR", "2,500.00 EUR"), (5, "EUR", "0.05 EUR"), (1_500, "JPY", "1,500 JPY"), (1_500, "KWD", "1.500 KWD")],
)
def test_an_amount_is_shown_in_the_decimals_of_its_currency(minor, currency, shown):
    assert amount(Money(amount_minor=minor, currency=currency)) == shown


@pytest.mark.parametrize(
    ("duration", "shown"), [({"seconds": 40}, "40 s"), ({"minutes": 3, "seconds": 5}, "3 min"), ({"hours": 7, "minutes": 58}, "7 h 58 min")]
)
def test_a_span_is_as_fine_as_matters(duration, shown):
    assert span(timedelta(**duration)) == shown


@pytest.mark.parametrize(
    ("apart", "shown"),
    [({"hours": 8}, "in 8 h"), ({"minutes": -3}, "3 min ago"), ({"days": 20}, "in 20 days"), ({"days": -2}, "2 days ago"), ({}, "now")],
)
def test_a_distance_says_which_way(apart, shown):
    assert distance(NOW + timedelta(**apart), NOW) == shown


def test_a_share_has_decimals_only_when_it_needs_them():
    assert (share(9_997), share(10_000)) == ("99.97 %", "100 %")


def test_two_people_are_two_different_people():
    assert people(2, "risk") == "2 different people with the role risk"
