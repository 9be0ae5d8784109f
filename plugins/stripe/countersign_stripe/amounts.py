"""Amounts as Stripe counts them, and in the minor units of ISO 4217."""

# Without decimals in ISO 4217; Stripe keeps two, which are always 0 (docs.stripe.com/currencies, "Special cases").
_WITH_TWO_ZEROS = frozenset({"ISK", "UGX"})


def to_stripe(amount_minor: int, currency: str) -> int:
    """`currency` is the code in capitals."""
    return amount_minor * 100 if currency in _WITH_TWO_ZEROS else amount_minor


def from_stripe(amount: int, currency: str) -> int:
    """`currency` is the code in capitals."""
    return amount // 100 if currency in _WITH_TWO_ZEROS else amount
