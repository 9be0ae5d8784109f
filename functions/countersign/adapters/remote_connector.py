"""A connector that another team runs: the hub's side of `countersign.sdk.remote`, over HTTPS or as a Lambda function.

Its manifest is pinned like any other's, so it is given, not asked for: what is far away can never say of itself what it may do.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from countersign.adapters.credentials import bearer
from countersign.adapters.line import Line
from countersign.ports import MaybeSentError, NotSentError
from countersign.sdk.contract import (
    CONTRACT_VERSION,
    Applied,
    Arguments,
    Event,
    Health,
    Listing,
    Manifest,
    Outcome,
    RawWebhook,
    Request,
    Response,
)
from countersign.sdk.errors import ConnectorError, ReadUnavailableError
from countersign.sdk.remote import RAISED, RemoteAnswer, RemoteCall, RemoteResponse, returned

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# A translation takes milliseconds; the rest is the way there.
SECONDS = 5.0
Post = Callable[[bytes], bytes]


class RemoteFailedError(ConnectorError):
    """The remote connector did not answer in the terms of the contract."""


@dataclass(frozen=True)
class RemoteConnector:
    """`post` carries one call there and its answer back."""

    manifest: Manifest
    post: Post

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        request: Request = self._value("prepare", action=action, arguments=dict(arguments), key=key)
        return request

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:
        outcome: Outcome = self._value("interpret", action=action, request=request, response=RemoteResponse.of(response))
        return outcome

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:
        taking_back: Arguments = self._value("compensate", action=action, arguments=dict(arguments), receipt=receipt)
        return taking_back

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        return self._dialogue("read", action=action, arguments=dict(arguments))

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        return self._dialogue("reconcile", action=action, request=request, key=key)

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        return self._dialogue("list_effects", action=action, since=since, page=page)

    def check(self) -> Generator[Request, Response, Health]:
        return self._dialogue("check")

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        self._value("verify_webhook", webhook=RemoteResponse.of_webhook(webhook), keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        events: tuple[Event, ...] = self._value("parse_event", webhook=RemoteResponse.of_webhook(webhook))
        return events

    def _dialogue(self, member: str, **given: Any) -> Generator[Request, Response, Any]:
        answers: tuple[RemoteResponse, ...] = ()
        while True:
            answer = self._called(member, answers=answers, **given)
            if answer.asks is None:
                return _returned(member, answer)
            answers += (RemoteResponse.of((yield answer.asks)),)

    def _value(self, member: str, **given: Any) -> Any:
        return _returned(member, self._called(member, **given))

    def _called(self, member: str, **given: Any) -> RemoteAnswer:
        call = RemoteCall.model_validate({"contract": CONTRACT_VERSION, "member": member, **given})
        try:
            answer = RemoteAnswer.model_validate_json(self.post(call.model_dump_json().encode()))
        except ValidationError as error:
            raise RemoteFailedError(f"{self.manifest.name} does not answer in the terms of the contract") from error
        if answer.raises is not None:
            raise _raised(answer)
        return answer


def over_https(line: Line, url: str, token: str, name: str) -> Post:
    """Calls an HTTPS endpoint with a bearer token; raises ReadUnavailableError when it cannot be reached."""

    def post(body: bytes) -> bytes:
        request = Request(method="POST", path="/", headers=(("content-type", "application/json"),), body=body.decode())
        try:
            response = line.exchange(name, url, request, bearer(token), ends=monotonic() + SECONDS)
        except (NotSentError, MaybeSentError) as error:
            raise ReadUnavailableError(f"{name} cannot be reached: {error}") from error
        if response.status != 200:  # noqa: PLR2004  an HTTP status
            raise RemoteFailedError(f"{name} answered {response.status}")
        return response.body

    return post


def over_lambda(client: "LambdaClient", function: str) -> Post:
    """Invokes a Lambda function, whose policy says who may."""
    return partial(_invoked, client, function)


def _invoked(client: "LambdaClient", function: str, body: bytes) -> bytes:
    answer = client.invoke(FunctionName=function, Payload=body)
    if "FunctionError" in answer:
        raise RemoteFailedError(f"{function} failed")
    return answer["Payload"].read()


def _returned(member: str, answer: RemoteAnswer) -> Any:
    try:
        return returned(member, answer.returns)
    except ValidationError as error:
        raise RemoteFailedError(f"what {member} returned does not fit the contract") from error


def _raised(answer: RemoteAnswer) -> Exception:
    kind = RAISED.get(answer.raises or "")
    if kind is None:
        return RemoteFailedError("the remote connector raised what is not in the contract")
    if kind is ReadUnavailableError:
        return ReadUnavailableError(answer.message, retry_after_seconds=answer.retry_after_seconds)
    return kind(answer.message)
