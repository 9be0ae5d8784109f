"""Dialogs as Kamailio's `dialog` module tells of them: one for each leg of a call that passes its routes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from countersign.sdk import InvalidArgumentsError, ReadRefusedError
from countersign.sdk.strict_json import Json
from countersign_kamailio.addresses import held_key, queue_of

_WORD = r'[^\s;<>"]'
_CALL_ID = re.compile(rf"({_WORD}{{1,200}});from-tag=({_WORD}{{1,120}});to-tag=({_WORD}{{1,120}})")
# `dlg_hash.h`: confirmed and acknowledged; 5 is a dialog that is over and not yet forgotten.
_CONNECTED = (3, 4)
_OVER = 5


@dataclass(frozen=True)
class Leg:
    """What a SIP dialog is known by, at Kamailio as at both phones (RFC 3261, section 12)."""

    call_id: str
    from_tag: str
    to_tag: str

    @classmethod
    def of(cls, text: str) -> "Leg":
        """Raises InvalidArgumentsError for anything that could not stand in a SIP header."""
        found = _CALL_ID.fullmatch(text)
        if found is None:
            raise InvalidArgumentsError("that is no call's id")
        return cls(*found.groups())

    def __str__(self) -> str:
        return f"{self.call_id};from-tag={self.from_tag};to-tag={self.to_tag}"


@dataclass(frozen=True)
class Dialog:
    """`leg` is None before anybody has answered; `queue` where the customer is the one who is called."""

    leg: Leg | None
    key: str | None
    queue: str | None
    state: int
    started_at: datetime

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Dialog":
        caller, callee = told["caller"]["tag"], told["callee"]["tag"]
        return cls(
            leg=Leg(told["call-id"], caller, callee) if caller and callee else None,
            key=held_key(told["to_uri"]),
            queue=queue_of(told["to_uri"]),
            state=told["state"],
            started_at=datetime.fromtimestamp(told["init_ts"], UTC),
        )

    @property
    def is_over(self) -> bool:
        return self.state >= _OVER

    @property
    def is_connected(self) -> bool:
        """A team has answered: that the customer has is not enough."""
        return self.state in _CONNECTED and self.queue is not None


def dialogs_of(told: Json) -> list[Dialog]:
    """`dlg.list_match` gives a list, `dlg.dlg_list` one dialog, or nothing; raises ReadRefusedError when they are not told as expected."""
    listed = told if isinstance(told, list) else [told] if told else []
    try:
        return [Dialog.of(each) for each in listed if isinstance(each, dict)]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ReadRefusedError(f"the system's dialogs cannot be read: {type(error).__name__}") from error
