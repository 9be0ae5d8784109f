"""The only place that reads the clock and draws random numbers for the functions."""

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """128 random bits, in hex: not to be guessed."""
    return secrets.token_hex(16)
