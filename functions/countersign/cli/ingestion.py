"""A file of messages on its way through the hub, a few at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from countersign.cli.hub_api import HubApi
from countersign.cli.mailing import Mailbox, NotTakenError, Posted
from countersign.cli.messages import Message
from countersign.cli.progress_bar import counting
from countersign.cli.settling import Settled, settle, tally

# So many messages are on their way at once: the emulator runs every function on this machine, and cold ones crowd each other out.
_AT_ONCE = 4
# A slower case is looked at again when all are sent, so that it does not keep others waiting.
_FIRST_LOOK_SECONDS = 20.0

Addressed = tuple[Message, str]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Unsent:
    """A message that never left."""

    line: int
    why: str


@dataclass(frozen=True)
class Ingestion:
    """Sends through the company's form and looks through the hub's API."""

    mailbox: Mailbox
    hub: HubApi

    def send(self, messages: Sequence[Addressed]) -> dict[str, Any]:
        """Send all and do not look."""
        return _report(_each("Sending", messages, self._post), [])

    def follow(self, messages: Sequence[Addressed], *, patience: float) -> dict[str, Any]:
        """Send all, and look until each case is accounted for or `patience` seconds after the last was sent."""
        seen = _each("Sent and followed", messages, self._post_and_look)
        settled = [one for one in seen if isinstance(one, Settled)]
        slow = [one.posted for one in settled if not one.accounted]
        deadline = monotonic() + patience
        late = _each("Waiting for slow cases", slow, lambda posted: settle(self.hub, posted, deadline=deadline)) if slow else []
        return _report(seen, [one for one in settled if one.accounted] + late)

    def _post(self, message: Addressed) -> Posted | Unsent:
        try:
            return self.mailbox.post(*message)
        except NotTakenError as error:
            return Unsent(line=message[0].line, why=str(error))

    def _post_and_look(self, message: Addressed) -> Settled | Unsent:
        posted = self._post(message)
        if isinstance(posted, Unsent):
            return posted
        return settle(self.hub, posted, deadline=monotonic() + _FIRST_LOOK_SECONDS)


def _each(title: str, items: Sequence[T], work: Callable[[T], R]) -> list[R]:
    """`work` on all, in order of `items`; the first error stops what has not begun."""
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        with counting(title, len(items)) as count:
            running = [pool.submit(work, item) for item in items]
            for ended in as_completed(running):
                ended.result()
                count()
            return [ended.result() for ended in running]
    finally:
        pool.shutdown(cancel_futures=True)


def _report(attempted: Sequence[Posted | Settled | Unsent], settled: list[Settled]) -> dict[str, Any]:
    unsent = [one for one in attempted if isinstance(one, Unsent)]
    counted = tally(settled)
    never_left = [{"line": one.line, "ticket_id": None, "case_id": None, "why": one.why} for one in unsent]
    return {"sent": len(attempted) - len(unsent), **counted, "unaccounted": never_left + counted["unaccounted"]}
