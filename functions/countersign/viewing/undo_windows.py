"""Until when what was done can be undone, by what, and whether somebody has asked for it."""

from datetime import datetime, timedelta
from typing import Any

from countersign.model.amendment import Undo
from countersign.model.effect import Attempt
from countersign.model.plan import ProposedAction
from countersign.viewing.wording import minute, span

# Whoever may stop or decide something may also ask that it be undone: the gate decides whether it is, and who must agree.
ASKERS = frozenset({"agent_lead", "supervisor", "risk", "compliance", "operator"})


def until(action: ProposedAction, attempt: Attempt) -> datetime | None:
    """From when the first request was sent, so that the window here never ends after that of the other system. None: nothing undoes it."""
    return attempt.opened_at + timedelta(seconds=action.undo_seconds) if action.undo_seconds else None


def window(action: ProposedAction, attempt: Attempt, asked: Undo | None) -> dict[str, Any]:
    """One done effect as people look at it."""
    end = until(action, attempt)
    if end is None:
        return {"action": action.digest, "by": None, "because": action.no_undo_reason}
    shown = asked.to_json() if asked else {}
    return {
        "action": action.digest,
        "by": action.undo,
        "until": end.isoformat().replace("+00:00", "Z"),
        "groups": sorted(ASKERS),
        "asked": {name: shown[name] for name in ("name", "at", "drawn")} if asked else None,
    }


def promised(action: ProposedAction) -> str:
    """What there will be, said before it is done."""
    if action.undo is None or action.undo_seconds is None:
        return f"none. {action.no_undo_reason}"
    return f"by {action.undo}, for {span(timedelta(seconds=action.undo_seconds))} after it was done"


def told(shown: dict[str, Any], now: datetime) -> str:
    """What there is, said of a `window` after it was done."""
    if shown["by"] is None:
        return f"Cannot be undone. {shown['because']}"
    if shown["asked"]:
        return f"{shown['asked']['name']} asked to undo it."
    end = datetime.fromisoformat(shown["until"])
    if now >= end:
        return f"Could be undone until {minute(end)}."
    return f"Can be undone until {minute(end)}, by {shown['by']}; {', '.join(shown['groups'])} may ask."
