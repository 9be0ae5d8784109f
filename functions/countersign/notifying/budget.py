"""How often one person is interrupted. What goes beyond is said later and together; what is asked, and until when, stays as it is."""

from datetime import datetime, timedelta

from countersign.approving.care import Fatigue
from countersign.model.approval import ApprovalRequest
from countersign.model.notification import Notification


def held_until(told: Notification, request: ApprovalRequest, fatigue: Fatigue, now: datetime) -> datetime | None:
    """Until when a notice beyond the budget waits: the next hour's budget; None when it is too urgent to wait.

    Never beyond half of the time that was left when there was cause to tell it, until others are asked too or the question is over: who is
    told late must still be able to answer first.
    """
    latest = told.happened_at + (_others_asked(request, told.happened_at) - told.happened_at) / 2
    if now >= latest or request.expires_at - now <= timedelta(seconds=fatigue.urgent_seconds):
        return None
    return min(latest, _hour(now) + timedelta(hours=1))


def hour_of(now: datetime) -> str:
    """Names the hour that a budget is for."""
    return f"{_hour(now):%Y-%m-%dT%H}"


def _others_asked(request: ApprovalRequest, since: datetime) -> datetime:
    """When the next rung begins that is more than a reminder, or the deadline."""
    widening = (rung for rungs in request.routes.values() for rung in rungs if rung.groups or rung.delegates)
    begins = (request.requested_at + timedelta(seconds=rung.after_seconds) for rung in widening)
    return min((begin for begin in begins if since < begin < request.expires_at), default=request.expires_at)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
