"""What is proposed: typed actions with the exact request that would be sent."""

import re
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field

from countersign.model.canonical import digest
from countersign.model.case import Channel
from countersign.model.facts import Currency, Minor
from countersign.model.frozen import Digest, Frozen, Moment
from countersign.sdk.contract import Effect, Request

ACTION_TAG = "countersign-action-v1"
# ISO 4217: currencies whose minor unit is not a hundredth.
_DECIMALS = {"JPY": 0, "KRW": 0, "ISK": 0, "CLP": 0, "BHD": 3, "KWD": 3, "JOD": 3, "OMR": 3, "TND": 3}


class Money(Frozen):
    """An amount in minor units of an ISO 4217 currency."""

    amount_minor: Minor
    currency: Currency

    @classmethod
    def of(cls, amount: str, currency: str) -> Self:
        """`2500`, `2500.00` of that currency; raises ValueError for what is no amount of it, commas among that."""
        decimals = _DECIMALS.get(currency, 2)
        found = re.fullmatch(r"([0-9]{1,13})(?:\.([0-9]{1,3}))?", amount.strip())
        if found is None or len(rest := found[2] or "") > decimals:
            raise ValueError(f"{amount!r} is not an amount of {currency} such as {cls(amount_minor=250_000, currency=currency).amount}")
        return cls(amount_minor=int(found[1] + rest.ljust(decimals, "0")), currency=currency)

    @property
    def amount(self) -> str:
        """`2500.00`."""
        decimals = _DECIMALS.get(self.currency, 2)
        whole, rest = divmod(self.amount_minor, 10**decimals)
        return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)

    def __str__(self) -> str:
        """`2,500.00 EUR`."""
        whole, point, rest = self.amount.partition(".")
        return f"{int(whole):,}{point}{rest} {self.currency}"


class Citation(Frozen):
    """The approved passage a sentence rests on."""

    article_id: str
    version: int
    title: str


class PreparedRequest(Frozen):
    """The connector's request, as it is stored, shown, approved and sent."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: str | None

    @classmethod
    def of(cls, request: Request) -> "PreparedRequest":
        """Keep what the connector prepared."""
        return cls(**request.model_dump())

    def to_request(self) -> Request:
        """The same request, for the transport."""
        return Request.model_validate(self.model_dump())


class ProposedAction(Frozen):
    """One action, complete: its digest covers every field, so what is shown, approved and sent is one thing (I4).

    `after` is the action that must be done before this one may be, `supersedes` the one in whose place a person put it.
    `undoes` is the effect that this one takes back, until `not_after`.
    `undo_seconds` is for how long `undo` is possible after it was done. `editable` holds the JSON Schemas of what people may change.
    `salt` is secret: without it the digest, which stays on the record, could be found by trying likely actions.
    """

    tenant: str
    case_id: str
    action_id: str
    name: str
    title: str
    connector: str
    connector_version: str
    effect: Effect
    intent: str
    channel: Channel
    customer_id: str
    requester: str | None
    # The user name of whoever wrote it, if it was not the hub.
    drafter: str | None
    recipient: str | None
    money: Money | None
    arguments: dict[str, Any]
    request: PreparedRequest
    idempotency_key: str
    citations: tuple[Citation, ...]
    undo: str | None
    undo_seconds: int | None
    no_undo_reason: str | None
    editable: dict[str, Any]
    playbook: str
    after: Digest | None
    undoes: Digest | None
    not_after: Moment | None
    supersedes: Digest | None
    salt: str

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical action."""
        return digest(ACTION_TAG, self.to_json())


class Rung(StrEnum):
    """A weaker form of an action that an internal note can carry."""

    DRAFT = "draft"
    RECOMMEND = "recommend"
    HAND_OVER = "hand_over"


class PlannedAction(Frozen):
    """A proposed action, the one it comes after, and the notes that stand in for it when it may not be done.

    `asked`: a person asked for it after the plan was made.
    """

    action: Digest
    after: Digest | None
    asked: bool
    notes: dict[Rung, Digest]


class ActionPlan(Frozen):
    """What is proposed for a case, in order; never empty, for a case without a proposal plans its own hand-over.

    What people ask for later makes the next `revision`.
    """

    playbook: str
    revision: int
    actions: Annotated[tuple[PlannedAction, ...], Field(min_length=1, max_length=50)]
    hand_over: Digest

    def planned(self, action: str) -> PlannedAction:
        """The entry of one action; raises KeyError for an action that was not planned."""
        for entry in self.actions:
            if entry.action == action:
                return entry
        raise KeyError(action)

    def dependents(self, action: str) -> list[str]:
        """What comes after `action`, and after that, in order."""
        found = [action]
        for entry in self.actions:
            if entry.after in found:
                found.append(entry.action)
        return found[1:]
