"""Bad days on order: what goes wrong, for which requests, how often."""

import threading
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from countersign.local.sandbox.exchange import Call


class FaultKind(StrEnum):
    TIMEOUT_AFTER_EFFECT = "timeout_after_effect"
    ERROR_500 = "error_500"
    ERROR_500_AFTER_EFFECT = "error_500_after_effect"
    RATE_LIMIT_429 = "rate_limit_429"
    SLOW = "slow"
    RESET = "reset"
    TRUNCATED = "truncated"
    WRONG_JSON = "wrong_json"

    @property
    def prevents(self) -> bool:
        """The request is not acted on."""
        return self in {FaultKind.ERROR_500, FaultKind.RATE_LIMIT_429, FaultKind.RESET}


class FaultOrder(BaseModel):
    """The body of POST /faults. `seconds` is how long `slow` and `timeout_after_effect` take; an empty filter fits everything."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    system: str = ""
    path_prefix: str = ""
    method: str = ""
    times: int = Field(default=1, ge=1)
    seconds: int = Field(default=30, ge=0, le=900)
    retry_after: int | None = Field(default=None, ge=0)

    def fits(self, call: Call) -> bool:
        """Whether this request is to go wrong."""
        return self.system in {"", call.system} and self.method in {"", call.method} and call.path.startswith(self.path_prefix)


@dataclass(frozen=True)
class _Standing:
    order: FaultOrder
    left: int


class Faults:
    """Standing orders, first come first served; forgotten when the process ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._standing: list[_Standing] = []

    def add(self, order: FaultOrder) -> None:
        with self._lock:
            self._standing.append(_Standing(order, order.times))

    def clear(self) -> None:
        with self._lock:
            self._standing.clear()

    def standing(self) -> list[dict[str, Any]]:
        with self._lock:
            return [{**standing.order.model_dump(mode="json"), "left": standing.left} for standing in self._standing]

    def take(self, call: Call) -> FaultOrder | None:
        """The fault for this request, used up by one; the administrator's own paths never fail."""
        if not call.system:
            return None
        with self._lock:
            for position, standing in enumerate(self._standing):
                if standing.order.fits(call):
                    used = replace(standing, left=standing.left - 1)
                    self._standing[position : position + 1] = [used] if used.left else []
                    return standing.order
        return None
