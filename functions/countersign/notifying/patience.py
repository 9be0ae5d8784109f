"""When a message that was not taken is tried again."""

from datetime import datetime, timedelta

from countersign.model.notification import Notification

FIRST = timedelta(minutes=1)
# By then most questions are answered or over, and whoever looks after the hub should know.
LIFE = timedelta(hours=24)
# Twelve doublings of a minute are longer than a message lives.
DOUBLINGS = 12
# Basis points of a wait of which at most half is taken off.
WHOLE = 20_000


def next_try(notification: Notification, *, at_least_seconds: int | None, draw_bp: int, now: datetime) -> datetime | None:
    """Twice as long after each try, shortened by up to half by `draw_bp` (0 to 10 000): what failed together does not come back together.

    Never later than a day after it happened, which is the last try; None after that.
    """
    ends = notification.happened_at + LIFE
    if now >= ends:
        return None
    doubled: timedelta = FIRST * 2 ** min(notification.attempts - notification.holds - 1, DOUBLINGS)
    wait = max(doubled - doubled * draw_bp // WHOLE, timedelta(seconds=at_least_seconds or 0))
    return min(now + wait, ends)
