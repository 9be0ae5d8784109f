"""Waiting until a case has ended, waits for people, or is listed as stuck."""

from collections import Counter
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

import httpx

from countersign.cli.hub_api import ApiRefusedError, HubApi, HubUnavailableError
from countersign.cli.mailing import Posted
from countersign.model.case import CaseState

# A warm case takes about a second; looking more often only takes time from the small emulator.
LOOK_SECONDS = 1.0
NOT_ARRIVED = "not arrived"


@dataclass(frozen=True)
class Settled:
    """How a message stands: its case's state, or why there is none; and the verdicts on its actions."""

    posted: Posted
    state: str
    verdicts: tuple[str, ...]

    @property
    def accounted(self) -> bool:
        """It ended, waits for people, or is on the list of what is stuck (I9)."""
        return self.state not in {NOT_ARRIVED, CaseState.RECEIVED.value}


def settle(hub: HubApi, posted: Posted, *, deadline: float) -> Settled:
    """Look until the case is accounted for, at least once and until `deadline` (of `monotonic`); raises ApiRefusedError."""
    while True:
        seen = _look(hub, posted)
        if seen.accounted or monotonic() >= deadline:
            return seen
        sleep(LOOK_SECONDS)


def tally(settled: list[Settled]) -> dict[str, Any]:
    """Counts by state of the case and by verdict on each action, and each case that a person must look for."""
    return {
        "by_end_state": dict(Counter(one.state for one in settled if one.accounted)),
        "by_verdict": dict(Counter(verdict for one in settled for verdict in one.verdicts)),
        "stuck": [_entry(one) for one in settled if one.state == CaseState.STUCK],
        "unaccounted": [_entry(one) for one in settled if not one.accounted],
    }


def _look(hub: HubApi, posted: Posted) -> Settled:
    try:
        story = hub.get("cases", posted.case_id)
    except HubUnavailableError:
        return Settled(posted, NOT_ARRIVED, ())
    except ApiRefusedError as error:
        if error.status != httpx.codes.NOT_FOUND:
            raise
        return Settled(posted, NOT_ARRIVED, ())
    return Settled(posted, story["case"]["state"], tuple(decision["verdict"] for decision in story["decisions"]))


def _entry(one: Settled) -> dict[str, Any]:
    return {"line": one.posted.line, "ticket_id": one.posted.ticket_id, "case_id": one.posted.case_id, "why": one.state}
