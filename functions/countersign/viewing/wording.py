"""How sums, times and shares read."""

from datetime import datetime, timedelta

from countersign.model.plan import Money


def amount(money: Money) -> str:
    """`2,500.00 EUR`."""
    return str(money)


def minute(moment: datetime) -> str:
    """`2026-11-21 20:10 UTC`."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def share(basis_points: int) -> str:
    """`99.97 %`; whole per cents without decimals."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".removesuffix(".00") + " %"


def span(duration: timedelta) -> str:
    """`7 h 58 min`, `8 h`, `3 min`, `40 s`."""
    seconds = int(duration.total_seconds())
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{seconds} s"


def seconds(count: int) -> str:
    """As `span`, of whole seconds."""
    return span(timedelta(seconds=count))


def people(count: int, role: str) -> str:
    """`1 person with the role supervisor`, `2 different people with the role risk`."""
    return f"1 person with the role {role}" if count == 1 else f"{count} different people with the role {role}"


def distance(moment: datetime, now: datetime) -> str:
    """`in 7 h 58 min`, `3 min ago`, `now`."""
    if abs(moment - now) < timedelta(seconds=1):
        return "now"
    return f"in {lasting(moment - now)}" if moment > now else f"{lasting(now - moment)} ago"


def lasting(duration: timedelta) -> str:
    """As `span`, in whole days from two days on."""
    return f"{duration.days} days" if duration >= timedelta(days=2) else span(duration)
