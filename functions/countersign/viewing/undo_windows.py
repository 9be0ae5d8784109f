"""Until when what was done can be undone, by what, and whether somebody has asked for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from countersign.errors import ActionAlteredError
from countersign.model.amendment import Undo, Wanted, Window
from countersign.model.case import CaseRef
from countersign.model.effect import Attempt, AttemptState
from countersign.model.plan import ProposedAction
from countersign.ports import Store, Table
from countersign.record import keys
from countersign.record.rows import find, load_action
from countersign.viewing.wording import minute, span

# Whoever may stop or decide something may also ask that it be undone: the gate decides whether it is, and who must agree.
ASKERS = frozenset({"agent_lead", "supervisor", "risk", "compliance", "operator"})


def until(action: ProposedAction, attempt: Attempt) -> datetime | None:
    """From when the first request was sent, so that the window here never ends after that of the other system. None: nothing undoes it."""
    return attempt.opened_at + timedelta(seconds=action.undo_seconds) if action.undo_seconds else None


def window(action: ProposedAction, attempt: Attempt, asked: Undo | None) -> Window:
    """Of an effect that was done."""
    end = until(action, attempt)
    return Window(
        action=action.digest,
        by=action.undo,
        because=action.no_undo_reason,
        until=end,
        groups=tuple(sorted(ASKERS)) if end else (),
        asked=Wanted(name=asked.name, at=asked.at, drawn=asked.drawn) if asked else None,
    )


def windows(store: Store, ref: CaseRef) -> Iterator[Window]:
    """Of everything that was done for a case; an altered action has none."""
    for row in store.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), "ATTEMPT#"):
        attempt = Attempt.from_json(dict(row))
        if attempt.state is AttemptState.DONE:
            try:
                action = load_action(store, ref, attempt.action)
            except ActionAlteredError:
                continue
            yield window(action, attempt, find(store, keys.undo(ref.tenant, ref.case_id, attempt.action), Undo))


def promised(action: ProposedAction) -> str:
    """What there will be, said before it is done."""
    if action.undo is None or action.undo_seconds is None:
        return f"none. {action.no_undo_reason}"
    return f"by {action.undo}, for {span(timedelta(seconds=action.undo_seconds))} after it was done"


def told(shown: Window, now: datetime) -> str:
    """What there is, said after it was done."""
    if shown.until is None:
        return f"Cannot be undone. {shown.because}"
    if shown.asked is not None:
        return f"{shown.asked.name} asked to undo it, {minute(shown.asked.at)}."
    if now >= shown.until:
        return f"Could be undone until {minute(shown.until)}."
    return f"Can be undone until {minute(shown.until)}, by {shown.by}; one of {', '.join(shown.groups)} may ask."
