"""For how long something may be announced or handed on."""

from datetime import datetime, timedelta

from countersign.errors import RequestRefusedError

LONGEST = timedelta(days=90)


def require_span(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises RequestRefusedError (422) for what ends before it begins, is over, or lasts longer than 90 days."""
    if not max(starts_at, now) < ends_at:
        raise RequestRefusedError(422, "It has to end after it begins, and in the future.")
    if ends_at - starts_at > LONGEST:
        raise RequestRefusedError(422, f"It may last {LONGEST.days} days at most. Renew it when they are over.")
