"""What is proposed: typed actions with the exact request that would be sent."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from countersign.model.canonical import digest
from countersign.model.case import Channel
from countersign.model.facts import Currency, Minor
from countersign.model.frozen import Digest, Frozen
from countersign.sdk.contract import Effect, Request

ACTION_TAG = "countersign-action-v1"


class Money(Frozen):
    """An amount in minor units of an ISO 4217 currency."""

    amount_minor: Minor
    currency: Currency


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
    """One action, complete: its digest covers every field, so what is shown, approved and sent is one thing (I4)."""

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
    no_undo_reason: str | None
    playbook: str

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
    """A proposed action and the notes that stand in for it when it may not be done."""

    action: Digest
    notes: dict[Rung, Digest]


class ActionPlan(Frozen):
    """What is proposed for a case, in order; never empty, for a case without a proposal plans its own hand-over."""

    playbook: str
    actions: Annotated[tuple[PlannedAction, ...], Field(min_length=1, max_length=10)]
    hand_over: Digest

    def planned(self, action: str) -> PlannedAction:
        """The entry of one action; raises KeyError for an action that was not planned."""
        for entry in self.actions:
            if entry.action == action:
                return entry
        raise KeyError(action)
