"""The contract as JSON, for a connector whose code must not run beside the hub's: one call, one answer, nothing kept between them.

A dialogue is played again from its beginning with each answer, which a pure connector does alike every time.
"""

from base64 import b64decode, b64encode
from collections.abc import Generator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, model_validator

from countersign.sdk import errors
from countersign.sdk.contract import (
    CONTRACT_VERSION,
    Applied,
    Connector,
    Event,
    Health,
    Listing,
    Manifest,
    NotApplied,
    RawWebhook,
    Request,
    Response,
    Unknown,
)
from countersign.sdk.declared import Declaration
from countersign.sdk.strict_json import MalformedJsonError

DIALOGUES = ("read", "reconcile", "list_effects", "check")
RAISED: Mapping[str, type[Exception]] = {
    name: found for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, errors.ConnectorError)
} | {MalformedJsonError.__name__: MalformedJsonError}
_OUTCOME: TypeAdapter[Any] = TypeAdapter(Applied | NotApplied | Unknown)
_RETURNED: Mapping[str, TypeAdapter[Any]] = {
    "manifest": TypeAdapter(Manifest),
    "prepare": TypeAdapter(Request),
    "interpret": _OUTCOME,
    "compensate": TypeAdapter(dict[str, Any]),
    "read": TypeAdapter(dict[str, Any] | None),
    "reconcile": _OUTCOME,
    "list_effects": TypeAdapter(Listing),
    "check": TypeAdapter(Health),
    "verify_webhook": TypeAdapter(None),
    "parse_event": TypeAdapter(tuple[Event, ...]),
}


class RemoteResponse(Declaration):
    """A response or a webhook on its way; bytes are in base64."""

    status: int = Field(default=0, description="of HTTP; none for a webhook")
    headers: dict[str, str] = Field(description="names in lower case")
    body: str = Field(description="in base64")
    url: str = Field(default="", description="of a webhook")

    @classmethod
    def of(cls, response: Response) -> "RemoteResponse":
        return cls(status=response.status, headers=dict(response.headers), body=b64encode(response.body).decode())

    @classmethod
    def of_webhook(cls, webhook: RawWebhook) -> "RemoteResponse":
        return cls(headers=dict(webhook.headers), body=b64encode(webhook.body).decode(), url=webhook.url)

    def response(self) -> Response:
        return Response(status=self.status, headers=self.headers, body=b64decode(self.body))

    def webhook(self) -> RawWebhook:
        return RawWebhook(headers=self.headers, body=b64decode(self.body), url=self.url)


class RemoteCall(Declaration):
    """One call of one member of a connector, with the arguments that the member has."""

    contract: int = Field(description="the contract's number")
    version: str = Field(default="", description="of the manifest that was approved; none asks whatever is there")
    member: Literal[
        "manifest",
        "prepare",
        "interpret",
        "compensate",
        "read",
        "reconcile",
        "list_effects",
        "check",
        "verify_webhook",
        "parse_event",
    ] = Field(description="what is called")
    action: str = Field(default="", description="an action's name")
    arguments: dict[str, Any] = Field(default_factory=dict, description="of the action")
    key: str = Field(default="", description="the hub's idempotency key")
    request: Request | None = Field(default=None, description="as it was prepared")
    response: RemoteResponse | None = Field(default=None, description="to `interpret`")
    receipt: Applied | None = Field(default=None, description="to `compensate`")
    since: str = Field(default="", description="to `list_effects`")
    page: str | None = Field(default=None, description="to `list_effects`")
    webhook: RemoteResponse | None = Field(default=None, description="as it arrived")
    keys: tuple[str, ...] = Field(default=(), description="to `verify_webhook`")
    now: int = Field(default=0, description="to `verify_webhook`, in Unix seconds")
    answers: tuple[RemoteResponse, ...] = Field(default=(), description="to a dialogue's requests so far")


class RemoteAnswer(Declaration):
    """What the member returned, what a dialogue asks next, or what was raised: exactly one of the three."""

    returns: Any = Field(default=None, description="the member's value, as JSON")
    asks: Request | None = Field(default=None, description="a dialogue's next request")
    raises: str | None = Field(default=None, description="the name of an error of `countersign.sdk`")
    message: str = Field(default="", description="of the error")
    retry_after_seconds: int | None = Field(default=None, description="of ReadUnavailableError")

    @model_validator(mode="after")
    def _one_of_three(self) -> "RemoteAnswer":
        # Explicitly: what says nothing at all must not pass for a webhook that was found genuine.
        if ("returns" in self.model_fields_set) + (self.asks is not None) + (self.raises is not None) != 1:
            raise ValueError("exactly one of returns, asks and raises")
        return self


def serve(connector: Connector, body: bytes) -> bytes:
    """Answer one call; put it behind an HTTPS endpoint or a Lambda function that only the hub may call."""
    try:
        call = RemoteCall.model_validate_json(body)
        _require_as_approved(connector, call)
        answer = _dialogue(connector, call) if call.member in DIALOGUES else RemoteAnswer(returns=_plain(_value(connector, call)))
    except ValidationError:
        answer = RemoteAnswer(raises="NotAsApprovedError", message=f"this is no call of contract {CONTRACT_VERSION}")
    except (errors.ConnectorError, MalformedJsonError) as error:
        seconds = error.retry_after_seconds if isinstance(error, errors.ReadUnavailableError) else None
        answer = RemoteAnswer(raises=type(error).__name__, message=str(error), retry_after_seconds=seconds)
    except Exception as error:  # noqa: BLE001  vendor code may raise anything
        # Its name only: the text may quote the arguments.
        answer = RemoteAnswer(raises="ReadRefusedError", message=f"the connector cannot make sense of it: {type(error).__name__}")
    return answer.model_dump_json(exclude_unset=True).encode()


def _require_as_approved(connector: Connector, call: RemoteCall) -> None:
    if call.contract != CONTRACT_VERSION:
        raise errors.NotAsApprovedError(f"this connector speaks contract {CONTRACT_VERSION}")
    if call.version not in {"", connector.manifest.version}:
        raise errors.NotAsApprovedError(f"this connector is {connector.manifest.version}")


def _value(connector: Connector, call: RemoteCall) -> Any:
    match call:
        case RemoteCall(member="manifest"):
            return connector.manifest
        case RemoteCall(member="prepare"):
            return connector.prepare(call.action, call.arguments, key=call.key)
        case RemoteCall(member="interpret", request=Request() as request, response=RemoteResponse() as response):
            return connector.interpret(call.action, request, response.response())
        case RemoteCall(member="compensate", receipt=Applied() as receipt):
            return connector.compensate(call.action, call.arguments, receipt)
        case RemoteCall(member="verify_webhook", webhook=RemoteResponse() as webhook):
            return connector.verify_webhook(webhook.webhook(), keys=call.keys, now=call.now)
        case RemoteCall(member="parse_event", webhook=RemoteResponse() as webhook):
            return connector.parse_event(webhook.webhook())
    raise errors.InvalidArgumentsError(f"{call.member} lacks an argument")


def _dialogue(connector: Connector, call: RemoteCall) -> RemoteAnswer:
    dialogue = _begun(connector, call)
    try:
        asked = next(dialogue)
        for answer in call.answers:
            asked = dialogue.send(answer.response())
    except StopIteration as done:
        return RemoteAnswer(returns=_plain(done.value))
    finally:
        dialogue.close()
    return RemoteAnswer(asks=asked)


def _begun(connector: Connector, call: RemoteCall) -> Generator[Request, Response, Any]:
    match call:
        case RemoteCall(member="read"):
            return connector.read(call.action, call.arguments)
        case RemoteCall(member="reconcile", request=Request() as request):
            return connector.reconcile(call.action, request, key=call.key)
        case RemoteCall(member="list_effects"):
            return connector.list_effects(call.action, since=call.since, page=call.page)
        case RemoteCall(member="check"):
            return connector.check()
    raise errors.InvalidArgumentsError(f"{call.member} lacks an argument")


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def returned(member: str, value: Any) -> Any:
    """What `RemoteAnswer.returns` stands for; raises ValidationError."""
    return _RETURNED[member].validate_python(value)
