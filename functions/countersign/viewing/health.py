"""How the hub is doing, in signs that say themselves whether somebody should look."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from countersign.model.frozen import Frozen
from countersign.model.outcome import Kind
from countersign.ports import Store
from countersign.record import keys
from countersign.viewing.notices import notices_health
from countersign.viewing.patience import OVERDUE, UNANSWERED, UNKNOWN, UNSEALED, UNTAKEN, Mark
from countersign.viewing.pulse import LOOKED_AT, Pulse, kind_of
from countersign.viewing.wording import span


class Sign(Frozen):
    """`told` is the number in words, `because` says from when on it is not good.

    `behind` is where the list lies in the console, empty for the inbox; None where there is no list.
    """

    name: str
    mark: Mark
    told: str
    because: str
    behind: str | None


def health(store: Store, tenant: str, *, now: datetime) -> dict[str, Any]:
    """Signs in the order in which one would look, open approvals by rung of the ladder, what is due, and messages that did not arrive."""
    pulse = Pulse(store, tenant, now)
    return {
        "signs": [sign(pulse).to_json() for sign in _SIGNS],
        "ladder": [{"rung": rung, "open": count} for rung, count in pulse.ladder().items()],
        "due": [
            {"kind": kind_of(due), "name": due.key.partition.split("|")[2], "since": due.due_at.isoformat().replace("+00:00", "Z")}
            for due in pulse.due
        ],
        "notices": [undelivered.to_json() for undelivered in notices_health(store, tenant, now)],
    }


def _unaccounted(pulse: Pulse) -> Sign:
    waited = pulse.longest([due.due_at for due in pulse.due if kind_of(due) == "case"])
    told = f"The oldest should have ended {span(waited)} ago" if waited else "Every case has ended, is on its way, or waits for people"
    return Sign(name="Unaccounted cases", mark=OVERDUE.mark(waited), told=told, because=str(OVERDUE), behind="health#due")


def _stuck(pulse: Pulse) -> Sign:
    found = len(pulse.of(Kind.STUCK_CASE))
    told = _counted(found, "case is stuck", "cases are stuck")
    mark = Mark.BAD if found else Mark.GOOD
    return Sign(name="Stuck cases", mark=mark, told=told, because="Bad from one on.", behind=_exceptions(Kind.STUCK_CASE))


def _unknown(pulse: Pulse) -> Sign:
    found = pulse.of(Kind.UNKNOWN_EFFECT)
    waited = pulse.longest([each.at for each in found])
    told = _counted(len(found), "effect is unknown", "effects are unknown") + _for(waited)
    behind = _exceptions(Kind.UNKNOWN_EFFECT)
    return Sign(name="Unknown effects", mark=UNKNOWN.mark(waited), told=told, because=str(UNKNOWN), behind=behind)


def _untaken(pulse: Pulse) -> Sign:
    waited = pulse.longest([each.at for each in pulse.untaken])
    told = f"{_things(len(pulse.open), 'lies', 'lie')} with people"
    if pulse.untaken:
        told += f", {len(pulse.untaken)} taken by nobody{_for(waited)}"
    return Sign(name="With people", mark=UNTAKEN.mark(waited), told=told, because=str(UNTAKEN), behind="exceptions?taken=nobody")


def _approvals(pulse: Pulse) -> Sign:
    late = pulse.longest([at for row in pulse.asked if (at := datetime.fromisoformat(row["expires_at"])) < pulse.now])
    told = _counted(len(pulse.asked), "approval is open", "approvals are open") + (f", one {span(late)} over its deadline" if late else "")
    return Sign(name="Approvals", mark=UNANSWERED.mark(late), told=told, because=f"Over its deadline: {str(UNANSWERED).lower()}", behind="")


def _due(pulse: Pulse) -> Sign:
    waited = pulse.longest([due.due_at for due in pulse.due])
    told = f"{_things(len(pulse.due), 'is', 'are')} due{_for(waited)}"
    return Sign(name="Due now", mark=OVERDUE.mark(waited), told=told, because=str(OVERDUE), behind="health#due")


def _notices(pulse: Pulse) -> Sign:
    owed, dead = pulse.notices(keys.OWED), pulse.notices(keys.DEAD)
    told = f"{_number(owed)} still to be sent, {_number(dead)} never arrived".capitalize()
    mark = Mark.BAD if pulse.of(Kind.FAILED_NOTICE) else Mark.GOOD
    because = "Bad while somebody is to see to one that never arrived."
    return Sign(name="Notices", mark=mark, told=told, because=because, behind="health#notices")


def _seals(pulse: Pulse) -> Sign:
    if pulse.seal is None or pulse.seal.sealed_at is None:
        return Sign(name="Seals", mark=Mark.ATTENTION, told="No seal was made yet", because=str(UNSEALED), behind=None)
    waited = max(pulse.now - pulse.seal.sealed_at, timedelta(0))
    told = f"Seal {pulse.seal.number}, over {pulse.seal.size} events, was made {span(waited)} ago"
    return Sign(name="Seals", mark=UNSEALED.mark(waited), told=told, because=str(UNSEALED), behind=None)


def _policies(pulse: Pulse) -> Sign:
    told = f"Bundle {str(pulse.bundle['digest'])[:12]} is in force" if pulse.bundle else "No bundle is in force, so nothing is done"
    mark = Mark.GOOD if pulse.bundle else Mark.BAD
    return Sign(name="Policies", mark=mark, told=told, because="Bad when none is in force.", behind="policies")


def _switches(pulse: Pulse) -> Sign:
    told = _counted(len(pulse.thrown), "switch is thrown", "switches are thrown")
    mark = Mark.ATTENTION if pulse.thrown else Mark.GOOD
    return Sign(name="Switches", mark=mark, told=told, because="Attention while one is thrown.", behind="switches")


_SIGNS: tuple[Callable[[Pulse], Sign], ...] = (
    _unaccounted,
    _stuck,
    _unknown,
    _untaken,
    _approvals,
    _due,
    _notices,
    _seals,
    _policies,
    _switches,
)


def _counted(number: int, one: str, more: str) -> str:
    """`no cases are stuck`, `1 case is stuck`, `at least 200 cases are stuck`."""
    return f"{_number(number, 'no')} {one if number == 1 else more}".capitalize()


def _things(number: int, one: str, more: str) -> str:
    """`Nothing is`, `1 thing is`, `2 things are`."""
    return _counted(number, f"thing {one}", f"things {more}") if number else f"Nothing {one}"


def _number(number: int, zero: str = "none") -> str:
    return f"at least {number}" if number == LOOKED_AT else str(number or zero)


def _for(waited: timedelta | None) -> str:
    return f", the oldest for {span(waited)}" if waited else ""


def _exceptions(kind: Kind) -> str:
    return f"exceptions?kind={kind.replace(' ', '+')}"
