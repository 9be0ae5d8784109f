"""Watching at run time for what a pure translator has no use for."""

import builtins
import os
import random
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

# Each by the module that has it; what a connector took out of a module at import, `source` finds.
_WATCHED: tuple[tuple[object, tuple[str, ...]], ...] = (
    (builtins, ("open", "input", "print")),
    (os, ("getenv", "urandom", "system", "open", "listdir")),
    (random, ("random", "randint", "choice", "randbytes", "getrandbits", "uniform", "shuffle")),
    (secrets, ("token_bytes", "token_hex", "token_urlsafe", "randbelow", "choice")),
    (socket, ("socket", "create_connection", "getaddrinfo")),
    (subprocess, ("Popen",)),
    (time, ("time", "time_ns", "monotonic", "perf_counter", "sleep", "localtime", "gmtime")),
)


class ImpureError(Exception):
    """Raised into whoever reaches outside."""


@contextmanager
def watching() -> Iterator[list[str]]:
    """Everything that is reached for while this is open, by name; reaching fails."""
    seen: list[str] = []

    def refuse(name: str) -> Callable[..., object]:
        def refused(*_: object, **__: object) -> object:
            seen.append(name)
            raise ImpureError(name)

        return refused

    with ExitStack() as stack:
        for module, names in _WATCHED:
            for name in names:
                stack.enter_context(patch.object(module, name, refuse(f"{getattr(module, '__name__', '')}.{name}")))
        stack.enter_context(patch.object(os, "environ", _Sealed(refuse("os.environ"))))
        yield seen


class _Sealed:
    """An environment that nobody may read."""

    def __init__(self, refused: Callable[..., object]) -> None:
        self.get = self.items = self.keys = refused
        self._refused = refused

    def __getitem__(self, name: str) -> object:
        return self._refused(name)

    def __contains__(self, name: object) -> bool:
        self._refused(name)
        return False

    def __iter__(self) -> Iterator[str]:
        self._refused()
        return iter(())
