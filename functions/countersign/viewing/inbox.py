"""What waits for one person's answer, and what waits for others'; and which of it may be answered together."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.record.paging import Wanted
from countersign.viewing.approvals import ALTERED, open_requests
from countersign.viewing.asked import Asked
from countersign.viewing.turns import Looker, Turn

# Ten can be looked at one by one; more are not looked at.
MOST_AT_ONCE = 10
# In minor units of one currency, all together.
MOST_MONEY_AT_ONCE = 100_000
MINE = frozenset({Turn.NOW, Turn.LATER})

Kind = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True)
class Inbox:
    """`mine` are asked now or at a later rung; each list the most urgent first. `together` are ids that may be answered at once."""

    mine: list[dict[str, Any]]
    others: list[dict[str, Any]]
    together: list[dict[str, Any]]
    next_cursor: str | None

    @property
    def fingerprint(self) -> str:
        """Another one when something has come, gone or been answered."""
        shown = sorted(f"{one['approval_id']} {one.get('rung')} {len(one.get('answers', ()))}" for one in (*self.mine, *self.others))
        return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]


def inbox(looker: Looker, wanted: Wanted) -> Inbox:
    """A page of it; raises RequestRefusedError (400)."""
    waiting, cursor = open_requests(looker.store, looker.person.tenant, wanted)
    shown = [(asked, _shown(asked, looker)) for asked in waiting]
    mine = [one for _, one in shown if one["place"]["turn"] in MINE]
    mine_now = [asked for asked, one in shown if one["place"]["turn"] == Turn.NOW]
    return Inbox(mine, [one for _, one in shown if one not in mine], list(_together(mine_now)), cursor)


def require_alike(chosen: Sequence[Asked]) -> None:
    """Raises RequestRefusedError (422) unless these may be answered at once: few, of one kind, asked for by the same policies."""
    if not 1 <= len(chosen) <= MOST_AT_ONCE:
        raise RequestRefusedError(422, f"Choose from one to {MOST_AT_ONCE}.")
    if len({_kind(asked) for asked in chosen}) != 1:
        raise RequestRefusedError(422, "Only what is of one kind, and asked for by the same policies, can be answered at once.")
    if _money(chosen) > MOST_MONEY_AT_ONCE:
        raise RequestRefusedError(422, "Together this is too much money to be answered at once. Answer them one by one.")


def _shown(asked: Asked, looker: Looker) -> dict[str, Any]:
    try:
        return {**asked.summary, "place": asked.place(looker).to_json()}
    except ActionAlteredError:
        request = asked.request.to_json()
        names = ("approval_id", "case_id", "expires_at")
        return {**{name: request[name] for name in names}, "state": ALTERED, "place": {"turn": Turn.OTHERS}}


def _together(mine: Iterable[Asked]) -> Iterable[dict[str, Any]]:
    """As many of each kind as may be answered at once, the most urgent first."""
    for kind, alike in groupby(sorted(mine, key=_kind), key=_kind):
        chosen: list[Asked] = []
        for asked in sorted(alike, key=lambda asked: asked.request.expires_at):
            if len(chosen) < MOST_AT_ONCE and _money([*chosen, asked]) <= MOST_MONEY_AT_ONCE:
                chosen.append(asked)
        if len(chosen) > 1:
            reasons = [reason.title for reason in chosen[0].decision.reasons]
            yield {
                "name": kind[0],
                "title": chosen[0].action.title,
                "asked_by": reasons,
                "ids": [asked.request.approval_id for asked in chosen],
            }


def _kind(asked: Asked) -> Kind:
    policies = tuple(sorted(reason.policy for reason in asked.decision.reasons))
    return asked.action.name, policies, asked.action.money.currency if asked.action.money else ""


def _money(chosen: Iterable[Asked]) -> int:
    return sum(asked.action.money.amount_minor for asked in chosen if asked.action.money)
