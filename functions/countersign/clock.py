"""The only place that reads the clock and draws random numbers for the functions."""

import os
from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """128 random bits, in hex: not to be guessed."""
    # What `secrets` would return, without the 10 ms that its import costs a cold start.
    return os.urandom(16).hex()
