"""What a connector declares: who it is, and what each of its actions does, needs and leaves behind. Policies are written against it."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from countersign.sdk.auth import Auth
from countersign.sdk.declared import Declaration, LateBound, RateFacts, SafePost


class Capability(StrEnum):
    """What kind of outside system this is."""

    CRM = "CRM"
    TICKETING = "TICKETING"
    TELEPHONY = "TELEPHONY"
    KNOWLEDGE = "KNOWLEDGE"
    PAYMENTS = "PAYMENTS"
    EMAIL = "EMAIL"


class Effect(StrEnum):
    """The worst an action can do; policies are written against it, so it must be the truth."""

    READ = "read"
    WRITE_REVERSIBLE = "write_reversible"
    WRITE_IRREVERSIBLE = "write_irreversible"
    MONEY = "money"
    CUSTOMER_CONTACT = "customer_contact"


class Idempotency(Declaration):
    """What stops a second effect when the same request arrives twice.

    `native`: the system honours a key for `window_seconds`; less than a warrant lives, a quarter of an hour, protects nothing, and the hub
    looks first. `natural_key`: the object carries our key and can be looked up by it.
    `ledger_only`: nothing does; only the hub's own ledger, so an unknown outcome that cannot be looked up goes to a person.
    """

    mode: Literal["native", "natural_key", "ledger_only"] = Field(description="who stops a second effect: the key, the object, or nobody")
    window_seconds: int | None = Field(default=None, gt=0, description="for how long the system honours a key; native only")

    @model_validator(mode="after")
    def _native_has_a_window(self) -> "Idempotency":
        if (self.mode == "native") != (self.window_seconds is not None):
            raise ValueError("window_seconds belongs to native idempotency, and native needs it")
        return self


class ActionDescriptor(Declaration):
    """One thing a connector can do. A public reply and an internal note are two actions: one effect per action."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]*\.[a-z][a-z_]*$", description="what policies and playbooks call it")]
    title: str = Field(description="what people who approve it read")
    version: int = Field(ge=1, description="a changed meaning needs a new one")
    effect: Effect = Field(description="the worst it can do, whatever its arguments")
    input_schema: dict[str, Any] = Field(description="JSON Schema 2020-12, closed; arguments that do not fit never reach `prepare`")
    output_schema: dict[str, Any] = Field(description="JSON Schema 2020-12 of an answer, or of an outcome's result")
    amount_path: str | None = Field(default=None, description="JSON pointer into the arguments: integer minor units")
    currency_path: str | None = Field(default=None, description="JSON pointer into the arguments: ISO 4217 code")
    recipient_path: str | None = Field(default=None, description="JSON pointer into the arguments: whom it reaches or pays")
    idempotency: Idempotency | None = Field(default=None, description="what stops a second effect; every write declares it")
    undo: str | None = Field(default=None, description="name of the action that undoes this one, by the same connector")
    undo_seconds: int | None = Field(default=None, gt=0, description="for so long after it was done the system takes it back")
    no_undo_reason: str | None = Field(default=None, description="why nothing undoes it, and what puts it right instead")
    editable: tuple[str, ...] = Field(default=(), description="arguments that people may change before it is done; never whom it reaches")
    precondition: Literal["etag", "updated_stamp", "none"] = Field(
        default="none", description="what keeps a stale write out: `If-Match`, or a stamp among the arguments"
    )
    late_bound: tuple[LateBound, ...] = Field(default=(), description="what is filled in when sending, outside the approved digest")
    scopes: tuple[str, ...] = Field(default=(), description="what the credential must allow at the system")
    rate: RateFacts | None = Field(default=None, description="where it differs from the manifest's")
    personal_data: tuple[str, ...] = Field(default=(), description="JSON pointers into the arguments that hold personal data")

    @model_validator(mode="after")
    def _writes_are_fully_declared(self) -> "ActionDescriptor":
        if self.effect is Effect.READ:
            return self
        if self.idempotency is None:
            raise ValueError(f"{self.name}: a write declares its idempotency")
        if (self.undo is None) == (self.no_undo_reason is None):
            raise ValueError(f"{self.name}: a write names the action that undoes it, or says why there is none")
        if (self.undo is None) != (self.undo_seconds is None):
            raise ValueError(f"{self.name}: what can be undone says for how long")
        if unknown := set(self.editable) - set(self.input_schema.get("properties", ())):
            raise ValueError(f"{self.name}: editable names what is no argument: {', '.join(sorted(unknown))}")
        if self.recipient_path and self.recipient_path.split("/")[1] in self.editable:
            raise ValueError(f"{self.name}: whom it reaches is not editable")
        if self.effect is Effect.MONEY and not (self.amount_path and self.currency_path):
            raise ValueError(f"{self.name}: a money action says where amount and currency are")
        if self.effect is Effect.CUSTOMER_CONTACT and not self.recipient_path:
            raise ValueError(f"{self.name}: a customer contact says where the recipient is")
        return self


class Manifest(Declaration):
    """Who a connector is. The gate reads this, never the connector's code."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$", description="also part of its secrets' names and webhook addresses")]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$", description="a changed manifest needs a new one")]
    contract: int = Field(description="`countersign.sdk.CONTRACT_VERSION` as it was written for")
    title: str = Field(description="what people call the system")
    capabilities: tuple[Capability, ...] = Field(min_length=1, description="what kinds of system it is")
    auth: Auth = Field(description="how the hub signs in")
    rate: RateFacts | None = Field(default=None, description="None where the system publishes nothing")
    safe_posts: tuple[SafePost, ...] = Field(default=(), description="POST requests that only read")
    actions: tuple[ActionDescriptor, ...] = Field(min_length=1, description="everything it can do")
    event_types: tuple[str, ...] = Field(default=(), description="the events its webhooks bring")

    @model_validator(mode="after")
    def _undoes_by_itself(self) -> "Manifest":
        writes = {action.name for action in self.actions if action.effect is not Effect.READ}
        for action in self.actions:
            if action.undo and action.undo not in writes:
                raise ValueError(f"{action.name}: {action.undo} is not a write of this connector")
        return self
