from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.triage.personal_data import counts, masked, spans

FOUND = {
    "write to mia.berg+shop@mail.example.org please": "email",
    "my account is DE89 3704 0044 0532 0130 00 thanks": "iban",
    "NL91ABNA0417164300": "iban",
    "GB29 NWBK 6016 1331 9268 19 from me": "iban",
    "card 4111 1111 1111 1111 expired": "card",
    "5500-0000-0000-0004": "card",
    "call +31 20 555 0123 after six": "phone",
    "ring 06 5550 1123": "phone",
    "office (020) 555-0147": "phone",
    "my number: 470-555-0188, thanks": "phone",
    "dial 0032 470 55 01 88.": "phone",
}
NOT_FOUND = (
    "order ORD-1001 of 12.05.2026 for 1,299.00 EUR",
    "delivered on 01-02-2026 between 08:00 and 12:00",
    "mail me @ home",
    "postcode 3581 Utrecht, 48 pots, 2480 euro",
)


@pytest.mark.parametrize(("text", "kind"), FOUND.items())
def test_personal_data_is_found_once(text, kind):
    assert counts(text) == ((kind, 1),)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_alike_is_not(text):
    assert counts(text) == ()


@pytest.mark.parametrize("text", ["DE00 3704 1144 1532 1130 11", "4111 1111 1111 1112"])
def test_a_wrong_check_digit_makes_no_account_and_no_card(text):
    assert not {"iban", "card"} & dict(counts(text)).keys()


def test_masking_keeps_the_rest():
    assert masked("Write to a@b.example or call +31 20 555 0123.") == "Write to [email] or call [phone]."


@given(st.text(alphabet="0123456789 +-()@.aZ", max_size=200))
def test_spans_are_in_order_and_do_not_overlap(text):
    found = spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(earlier.end <= later.start for earlier, later in pairwise(found))
