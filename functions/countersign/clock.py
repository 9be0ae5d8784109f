"""The only place that reads the clock and draws random numbers for the functions."""

import os
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from time import monotonic


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds on a clock that nobody sets: for how long, never for when."""
    return monotonic()


def new_id() -> str:
    """128 random bits, in hex: not to be guessed."""
    # What `secrets` would return, without the 10 ms that its import costs a cold start.
    return os.urandom(16).hex()


def new_secret() -> str:
    """256 random bits as 43 letters, digits, `-` and `_`: what whoever holds it can do, nobody else can."""
    return urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()


def draw_bp() -> int:
    """Anything from 0 to below 10 000 basis points."""
    return int.from_bytes(os.urandom(4)) % 10_000
