"""How often one account is asked: not while it asks to be left alone, not beyond what it takes, not while it fails again and again.

Kept with the container. What the system itself counts reaches every container by its answers.
"""

from collections import deque
from dataclasses import dataclass, field

from countersign.sdk.contract import Response
from countersign.sdk.declared import RateFacts
from countersign.sdk.waiting import seconds_to_wait

# A system that failed five times in a row is down: others' cases shall not wait for its timeouts.
FAILURES = 5
PAUSE_SECONDS = 20.0
# Beyond this a person or the workflow decides whether to go on, not a container that may be gone.
LONGEST_HOLD_SECONDS = 900


@dataclass
class Pace:
    """Times are of the steady clock, in seconds."""

    rate: RateFacts | None = None
    held_until: float = 0.0
    failures: int = 0
    _asked: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until the account may be asked again; zero for now."""
        return max(0.0, self.held_until - now, self._until_there_is_room(now))

    def asked(self, now: float) -> None:
        """A request leaves."""
        self._asked.append(now)

    def answered(self, response: Response, now: float) -> None:
        """Every answer says whether the system works, and some when to ask again."""
        if response.status >= 500:  # noqa: PLR2004  server errors, RFC 9110
            self.failed(now)
        else:
            self.failures = 0
        hold = seconds_to_wait(response, self.rate)
        if hold is not None:
            self.held_until = max(self.held_until, now + min(hold, LONGEST_HOLD_SECONDS))

    def failed(self, now: float) -> None:
        """No answer, or one that says that the system is broken; after a pause one request may try again."""
        self.failures += 1
        if self.failures >= FAILURES:
            self.held_until = max(self.held_until, now + PAUSE_SECONDS)

    def _until_there_is_room(self, now: float) -> float:
        if self.rate is None or self.rate.limit is None or self.rate.per_seconds is None:
            self._asked.clear()
            return 0.0
        while self._asked and self._asked[0] <= now - self.rate.per_seconds:
            self._asked.popleft()
        return 0.0 if len(self._asked) < self.rate.limit else self._asked[0] + self.rate.per_seconds - now
