"""How long something may wait before people should look."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from countersign.viewing.wording import span


class Mark(StrEnum):
    """What a sign asks of whoever sees it."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"


@dataclass(frozen=True)
class Patience:
    """From when on a wait asks for attention, and from when on it is bad."""

    attention: timedelta
    bad: timedelta

    def mark(self, waited: timedelta | None) -> Mark:
        """None is nothing that waits."""
        if waited is None or waited < self.attention:
            return Mark.GOOD
        return Mark.BAD if waited >= self.bad else Mark.ATTENTION

    def __str__(self) -> str:
        begin = f"Attention from {span(self.attention)} on" if self.attention else "Attention at once"
        return f"{begin}, bad from {span(self.bad)} on."


# The sweep comes each minute: two that fail in a row are a hint, a quarter of an hour is an outage.
OVERDUE = Patience(timedelta(minutes=3), timedelta(minutes=15))
# Money may have moved, and the customer sees it within the hour.
UNKNOWN = Patience(timedelta(0), timedelta(hours=1))
# Half a working day; what nobody has taken by the next is nobody's.
UNTAKEN = Patience(timedelta(hours=4), timedelta(hours=24))
# Made every five minutes at the latest; the alarm rings after fifteen.
UNSEALED = Patience(timedelta(minutes=7), timedelta(minutes=15))
# The sweep ends what nobody answered ten minutes after its deadline.
UNANSWERED = Patience(timedelta(0), timedelta(minutes=12))
