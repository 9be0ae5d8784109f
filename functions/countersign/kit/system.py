"""A system on the bench: fresh, journalled, and with faults on the line on order."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from countersign.kit.check import NotApplicableError
from countersign.sdk.conformance import Happened
from countersign.sdk.contract import Arguments, Connector, Outcome, Request, Response, Unknown, VendorError
from countersign.sdk.dialogue import run

T = TypeVar("T")
Fault = Callable[[Request, Callable[[Request], Response]], Response]


class AnswerLostError(Exception):
    """The request may have arrived; its answer did not come back."""


class Target(Protocol):
    """What answers: a fake, or a real system. Only a fake knows what happened and what is so."""

    def respond(self, request: Request) -> Response: ...


@dataclass
class System:
    """The hub's side of one conversation, as `execute` and `enrich` hold it."""

    connector: Connector
    target: Target
    journal: list[Request] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def effects(self) -> Sequence[Happened]:
        """What really happened; raises NotApplicableError where nobody can tell."""
        happened: Sequence[Happened] | None = getattr(self.target, "effects", None)
        if happened is None:
            raise NotApplicableError("a live system does not tell what it did")
        return happened

    @property
    def last_id(self) -> str | None:
        """What the system calls the last thing that happened; None where nobody can tell."""
        happened = getattr(self.target, "effects", None)
        return happened[-1].id if happened else None

    def state(self) -> object:
        """What is so at the system; raises NotApplicableError where nobody can tell."""
        tell = getattr(self.target, "state", None)
        if tell is None:
            raise NotApplicableError("a live system does not show its state")
        return tell()

    def ask(self, request: Request, action: str | None = None) -> Response:
        """One request through the next fault, if one is ordered; `action` is what a write does. Raises AnswerLostError."""
        self.journal.append(request)
        target = self.target if action is None else doing(self.target, action)
        fault = self.faults.pop(0) if self.faults else None
        return fault(request, target.respond) if fault else target.respond(request)

    def do(self, action: str, arguments: Arguments, key: str) -> Outcome:
        """Prepare, send once, interpret."""
        return self.send(action, self.connector.prepare(action, arguments, key=key))

    def send(self, action: str, request: Request) -> Outcome:
        """Send once, interpret; a lost answer is Unknown."""
        try:
            response = self.ask(request, action)
        except AnswerLostError:
            return Unknown(error=VendorError(kind="timeout", safe_message="the system did not answer"))
        return self.connector.interpret(action, request, response)

    def look_up(self, action: str, request: Request, key: str) -> Outcome:
        return self.converse(self.connector.reconcile(action, request, key=key))

    def read(self, action: str, arguments: Arguments) -> dict[str, Any] | None:
        return self.converse(self.connector.read(action, arguments))

    def converse(self, dialogue: Generator[Request, Response, T]) -> T:
        """Raises ConnectorError."""
        return run(self.connector.manifest, dialogue, self.ask)


def doing(target: Target, action: str) -> Target:
    """The target as it is asked for one action: a real system needs what is bound late for it, a fake is asked what was approved."""
    asked_for: Callable[[str], Target] | None = getattr(target, "doing", None)
    return target if asked_for is None else asked_for(action)


def answering(response: Response) -> Fault:
    """The system does not act, and answers this."""
    return lambda _request, _respond: response


def acting_then(response: Response) -> Fault:
    """The system acts, and answers this."""

    def act(request: Request, respond: Callable[[Request], Response]) -> Response:
        respond(request)
        return response

    return act


def acting_then_lost(request: Request, respond: Callable[[Request], Response]) -> Response:
    """The system acts; the answer never arrives."""
    respond(request)
    raise AnswerLostError


def lost(_request: Request, _respond: Callable[[Request], Response]) -> Response:
    """The request never arrives, which nobody here can know."""
    raise AnswerLostError
