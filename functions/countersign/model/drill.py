"""Seeded checks: known-bad questions that look like any other, and with whose answers nothing can be done."""

from typing import Annotated, Any

from pydantic import Field

from countersign.model.case import Channel
from countersign.model.facts import Currency, Minor
from countersign.model.frozen import ApprovalId, CaseId, Digest, Frozen, Moment
from countersign.sdk.contract import Effect

DrillName = Annotated[str, Field(pattern=r"^[a-z][a-z-]{2,59}$")]


class DrillAction(Frozen):
    """What would be done, were it real; `path` is where a POST of the arguments would go."""

    name: str
    title: str
    connector: str
    connector_version: str
    effect: Effect
    intent: str
    channel: Channel
    recipient: str
    amount_minor: Minor
    currency: Currency
    path: str
    undo: str | None = None
    undo_seconds: int | None = None
    no_undo_reason: str | None = None
    arguments: dict[str, Any]


class DrillOrder(Frozen):
    """What the payment system would say of the order."""

    amount_minor: Minor
    refundable_minor: Minor
    currency: Currency
    status: str


class DrillKind(Frozen):
    """One kind of check; `off` says, after the answer, what was wrong."""

    off: Annotated[str, Field(max_length=300)]
    role: str
    within_seconds: Annotated[int, Field(ge=60, le=172_800)]
    policy: str
    policy_title: str
    crm: str
    action: DrillAction
    order: DrillOrder


class Drill(Frozen):
    """One that was planted. `by` is who planted it; the row is how the hub knows that a question is none."""

    approval_id: ApprovalId
    case_id: CaseId
    action: Digest
    kind: DrillName
    off: str
    by: str
    at: Moment


class Plant(Frozen):
    """What a person sends who plants one."""

    kind: DrillName
