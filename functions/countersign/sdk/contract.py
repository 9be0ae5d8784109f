"""What a connector says of itself, and what passes between it and the hub.

A connector is a pure translator. It opens no socket, holds no credential, reads no clock and no environment: the hub sends exactly the
request that `prepare` returned and that people approved.
"""

from collections.abc import Generator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Protocol, TypeAlias

from pydantic import AwareDatetime, Field, model_validator

from countersign.sdk.auth import Auth
from countersign.sdk.declared import Declaration, LateBound, RateFacts, SafePost

CONTRACT_VERSION = 1
_RFC_3339 = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"


class Capability(StrEnum):
    """What kind of outside system this is."""

    CRM = "CRM"
    TICKETING = "TICKETING"
    TELEPHONY = "TELEPHONY"
    KNOWLEDGE = "KNOWLEDGE"
    PAYMENTS = "PAYMENTS"


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

    mode: Literal["native", "natural_key", "ledger_only"]
    window_seconds: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _native_has_a_window(self) -> "Idempotency":
        if (self.mode == "native") != (self.window_seconds is not None):
            raise ValueError("window_seconds belongs to native idempotency, and native needs it")
        return self


class ActionDescriptor(Declaration):
    """One thing a connector can do. A public reply and an internal note are two actions: one effect per action."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]*\.[a-z][a-z_]*$")]
    title: str
    version: int = Field(ge=1)
    effect: Effect
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    amount_path: str | None = Field(default=None, description="JSON pointer into the arguments: integer minor units")
    currency_path: str | None = Field(default=None, description="JSON pointer into the arguments: ISO 4217 code")
    recipient_path: str | None = Field(default=None, description="JSON pointer into the arguments: whom it reaches or pays")
    idempotency: Idempotency | None = None
    undo: str | None = Field(default=None, description="name of the action that undoes this one")
    no_undo_reason: str | None = None
    precondition: Literal["etag", "updated_stamp", "none"] = "none"
    late_bound: tuple[LateBound, ...] = Field(default=(), description="what is filled in when sending, outside the approved digest")
    scopes: tuple[str, ...] = ()
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
        if self.effect is Effect.MONEY and not (self.amount_path and self.currency_path):
            raise ValueError(f"{self.name}: a money action says where amount and currency are")
        if self.effect is Effect.CUSTOMER_CONTACT and not self.recipient_path:
            raise ValueError(f"{self.name}: a customer contact says where the recipient is")
        return self


class Manifest(Declaration):
    """Who a connector is. The gate reads this, never the connector's code."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    contract: int
    title: str
    capabilities: tuple[Capability, ...] = Field(min_length=1)
    auth: Auth
    rate: RateFacts | None = Field(default=None, description="None where the system publishes nothing")
    safe_posts: tuple[SafePost, ...] = Field(default=(), description="POST requests that only read")
    actions: tuple[ActionDescriptor, ...] = Field(min_length=1)
    event_types: tuple[str, ...] = ()


class Request(Declaration):
    """One HTTP request below the system's base address, complete but for credentials and late-bound headers."""

    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    path: Annotated[str, Field(pattern=r"^/[^?#\s]*$")]
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None


class Response(Declaration):
    """What came back; header names in lower case, `body` at most 1 MiB."""

    status: int
    headers: Mapping[str, str] = Field(default_factory=dict)
    body: bytes = b""


class VendorError(Declaration):
    """Why something was not done, or may not have been. `safe_message` holds no personal data: it is logged and shown."""

    kind: Literal["auth", "permission", "invalid", "not_found", "conflict", "rate_limited", "unavailable", "timeout", "unexpected"]
    safe_message: str
    retry_after_seconds: int | None = Field(default=None, ge=0)
    vendor_code: str | None = None
    vendor_request_id: str | None = None


class Applied(Declaration):
    """The effect is there. `vendor_id` finds it at the system; `result` fits the action's output schema."""

    outcome: Literal["applied"] = "applied"
    vendor_id: str
    result: dict[str, Any] = Field(default_factory=dict)


class NotApplied(Declaration):
    """The effect is certainly not there."""

    outcome: Literal["not_applied"] = "not_applied"
    error: VendorError


class Unknown(Declaration):
    """Nobody can say yet. Never repeated blindly: the hub looks it up with `reconcile`, or asks a person."""

    outcome: Literal["unknown"] = "unknown"
    error: VendorError


Outcome: TypeAlias = Applied | NotApplied | Unknown


class Listed(Declaration):
    """One effect as the system's own list shows it. `key` is what was prepared with it; None for what others did without one."""

    vendor_id: str
    key: str | None
    at: AwareDatetime
    amount_minor: int | None = None
    currency: str | None = None


class Listing(Declaration):
    """One page of a system's list, and where the next begins."""

    effects: tuple[Listed, ...]
    next_page: str | None


class Health(Declaration):
    """What a self-test found; `findings` say what is wrong, without personal data or secrets."""

    ok: bool
    findings: tuple[str, ...] = ()


class RawWebhook(Declaration):
    """A webhook as it arrived: raw bytes, header names in lower case, and the public address it was sent to."""

    headers: Mapping[str, str]
    body: bytes
    url: str


class Event(Declaration):
    """A verified event, in the terms of CloudEvents 1.0; (`source`, `id`) is the same for every delivery of the same event."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    source: str
    type: str
    time: Annotated[str, Field(pattern=_RFC_3339, max_length=40, description="as the system says")]
    subject: str | None = Field(default=None, description="the system's own id of what it is about, say a ticket")
    data: dict[str, Any]


Arguments: TypeAlias = Mapping[str, Any]


class Connector(Protocol):
    """What a vendor writes. Every method is pure; the generators yield requests that only read, and receive the responses."""

    @property
    def manifest(self) -> Manifest:
        """The same value each time."""
        ...

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        """The exact request that does `action` once. `key` is the hub's idempotency key: put it where the system honours or keeps it.

        Deterministic: the same arguments and key give the same bytes. Raises InvalidArgumentsError when no request can be right.
        """
        ...

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:
        """What the response means. In doubt Unknown; a status of 200 may hold an error."""
        ...

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        """Answer a read action in the shape of its output schema; None when there is no such object."""
        ...

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        """Look whether the effect of `request` is there: Applied, NotApplied (certainly absent), or Unknown (cannot be told)."""
        ...

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        """One page of all that the system did of the kind of `action`, by whomever, from `since` (RFC 3339, UTC) on.

        Whatever is added while the pages are read may show twice, but hides nothing. Raises NotListedError when there is no such list.
        """
        ...

    def check(self) -> Generator[Request, Response, Health]:
        """Ask the system for something harmless: is the credential accepted, does it allow what the actions need?"""
        ...

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        """Accept a genuine, fresh webhook (`now` in Unix seconds); raises WebhookRejectedError otherwise."""
        ...

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        """The events in a verified webhook; raises MalformedJsonError or WebhookRejectedError when it cannot be read."""
        ...
