"""The hub's side of `countersign.sdk.remote`: a connector that another team runs, as one at hand.

Its manifest is pinned like any other's, so it is given, not asked for: what is far away can never say of itself what it may do.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

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
from countersign.sdk.errors import ReadRefusedError, ReadUnavailableError
from countersign.sdk.remote import RAISED, RemoteAnswer, RemoteCall, RemoteResponse, returned

Post = Callable[[bytes], bytes]


class RemoteFailedError(ReadRefusedError):
    """The remote connector did not answer in the terms of the contract."""


@dataclass(frozen=True)
class RemoteConnector:
    """`post` carries one call there and its answer back."""

    manifest: Manifest
    post: Post

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        """Asked twice, before anybody is shown what it prepared: what differs is not what the arguments alone say."""
        first, again = (self._value("prepare", action=action, arguments=dict(arguments), key=key) for _ in range(2))
        if first != again:
            raise RemoteFailedError(f"{self.manifest.name} prepares another request each time")
        request: Request = first
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

    def told(self) -> Manifest:
        """What it says of itself, to be compared with what was approved."""
        manifest: Manifest = self._value("manifest")
        return manifest

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
        call = RemoteCall.model_validate({"contract": CONTRACT_VERSION, "version": self.manifest.version, "member": member, **given})
        try:
            answer = RemoteAnswer.model_validate_json(self.post(call.model_dump_json().encode()))
        except ValidationError as error:
            raise RemoteFailedError(f"{self.manifest.name} does not answer in the terms of the contract") from error
        if answer.raises is not None:
            raise _raised(answer)
        return answer


def unreached(manifest: Manifest) -> RemoteConnector:
    """For whoever only reads what it declares, and for its subject in the conformance kit, which is told where it runs."""

    def nowhere(_: bytes) -> bytes:
        raise ReadUnavailableError(f"{manifest.name} runs elsewhere, and nobody said where")

    return RemoteConnector(manifest, nowhere)


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
