"""What the company is asked and what it answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


class Rank(IntEnum):
    """What a token allows; each rank includes those below it."""

    READ = 1
    WRITE = 2
    ADMIN = 3


@dataclass(frozen=True)
class Call:
    """One request. `system` is empty for the administrator's own paths; `path` is below the system."""

    method: str
    system: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw_body: bytes
    body: Mapping[str, Any]
    request_id: str
    now: datetime
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def idempotency_key(self) -> str | None:
        return self.headers.get("idempotency-key")


@dataclass(frozen=True)
class Reply:
    """One answer; `effect` says whether something happened that a customer or an employee would notice."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    effect: bool = False


class RefusedError(Exception):
    """The request cannot be met; becomes a JSON error with this status and code."""

    def __init__(self, status: int, code: str, message: str, **members: Any) -> None:
        super().__init__(message)
        self.reply = Reply(status, {"error": {"code": code, "message": message}, **members})


def template_pattern(template: str) -> re.Pattern[str]:
    """`/tickets/{ticket_id}` as a pattern with one named group a segment in braces."""
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")
