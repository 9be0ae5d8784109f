"""What may go wrong at a call to a port: the process ends, the service fails, or only its answer is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from botocore.exceptions import ReadTimeoutError
from tests.fakes import CrashError

from countersign.ports import MaybeSentError, NotSentError, WriteRefusedError


class Mishap(StrEnum):
    """Before the call takes effect, or after it has."""

    KILLED_BEFORE = auto()
    KILLED_AFTER = auto()
    FAILED = auto()
    ANSWER_LOST = auto()
    CONTENDED = auto()

    @property
    def after(self) -> bool:
        return self in {Mishap.KILLED_AFTER, Mishap.ANSWER_LOST}


KILLS = (Mishap.KILLED_BEFORE, Mishap.KILLED_AFTER)
Choice = Callable[[int, str], Mishap | None]


def nothing(number: int, call: str) -> None:
    """All calls go well."""


@dataclass
class Fate:
    """Counts the calls of every port and has `choose` say what goes wrong at each."""

    choose: Choice = nothing
    calls: int = 0

    def around(self, call: str, act: Callable[[], Any]) -> Any:
        number, self.calls = self.calls, self.calls + 1
        mishap = self.choose(number, call)
        if mishap is None or (mishap is Mishap.CONTENDED and call != "store.transact"):
            return act()
        if mishap.after:
            act()
        raise _failure(mishap, call)

    @contextmanager
    def spared(self) -> Iterator[None]:
        """Meanwhile all goes well."""
        before, self.choose = self.choose, nothing
        try:
            yield
        finally:
            self.choose = before

    def at(self, number: int, mishap: Mishap) -> None:
        """From now on, only the call `number` calls ahead goes wrong."""
        unlucky = self.calls + number
        self.choose = lambda called, _: mishap if called == unlucky else None


def _failure(mishap: Mishap, call: str) -> BaseException:
    if mishap in KILLS:
        return CrashError()
    if mishap is Mishap.CONTENDED:
        return WriteRefusedError()
    if call == "transport.send":
        return NotSentError() if mishap is Mishap.FAILED else MaybeSentError()
    return ReadTimeoutError(endpoint_url="https://service.example")


class Unlucky:
    """A port all of whose calls are in the hands of fate."""

    def __init__(self, name: str, port: Any, fate: Fate) -> None:
        self._name, self._port, self._fate = name, port, fate

    def __getattr__(self, member: str) -> Any:
        found = getattr(self._port, member)
        if not callable(found):
            return found
        return lambda *given, **named: self._fate.around(f"{self._name}.{member}", lambda: found(*given, **named))


@dataclass(frozen=True)
class OnTheWire:
    """Fate, where SandboxTransport asks it."""

    fate: Fate

    def around(self, act: Callable[[], Any]) -> Any:
        return self.fate.around("transport.send", act)
