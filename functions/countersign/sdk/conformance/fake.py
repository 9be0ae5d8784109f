"""A fake of an outside system, in memory: what it has, what it does when asked, and what somebody out there would notice of it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl, unquote

from countersign.sdk.contract import Effect, Request, Response


@dataclass(frozen=True)
class Happened:
    """One thing that the system did, and that cannot be told from its answers alone. The kit holds declarations against it."""

    effect: Effect
    id: str
    recipient: str | None = None
    amount_minor: int | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Asked:
    """One request as a route sees it. `names` are the parts in braces of its path."""

    request: Request
    names: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def json(self) -> dict[str, Any]:
        """The body as JSON."""
        body: dict[str, Any] = json.loads(self.request.body or "{}")
        return body

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.request.body or "", keep_blank_values=True))


Route = Callable[[Any, Asked], Response]
_R = TypeVar("_R", bound=Route)


def route(method: str, path: str) -> Callable[[_R], _R]:
    """Mark a method of a FakeSystem as what serves `method` and `path`, whose `{names}` match one segment each."""

    def mark(handler: _R) -> _R:
        handler.__dict__["serves"] = (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)))
        return handler

    return mark


def reply(status: int, body: Any = None, **headers: str) -> Response:
    """An answer in JSON; header names with underscores for hyphens."""
    named = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers=named, body=b"" if body is None else json.dumps(body, ensure_ascii=False).encode())


@dataclass
class FakeSystem:
    """Subclasses add routes and state as fields. `effects` is the truth that declarations are held against."""

    effects: list[Happened] = field(default_factory=list)
    _numbers: int = 0
    routes: ClassVar[tuple[Route, ...]] = ()

    def __init_subclass__(cls) -> None:
        by_name = {name: found for base in reversed(cls.__mro__) for name, found in vars(base).items() if hasattr(found, "serves")}
        cls.routes = tuple(by_name.values())

    def respond(self, request: Request) -> Response:
        """Act, and answer; 404 for a path nobody serves, 405 for another method."""
        known = False
        for handler in self.routes:
            method, path = handler.__dict__["serves"]
            if not (found := path.fullmatch(request.path)):
                continue
            known = True
            if method == request.method:
                names = {name: unquote(value) for name, value in found.groupdict().items()}
                return handler(self, Asked(request, names, dict(request.query), {name.lower(): value for name, value in request.headers}))
        return reply(405 if known else 404, {"error": {"code": "method_not_allowed" if known else "not_found"}})

    def happened(self, effect: Effect, kind: str, **more: Any) -> Happened:
        """Note an effect under the next id of its kind, or the next number where ids are numbers and have no kind."""
        self._numbers += 1
        self.effects.append(Happened(effect, f"{kind}-{self._numbers:04}" if kind else str(self._numbers), **more))
        return self.effects[-1]

    def state(self) -> object:
        """What an undo must bring back: everything but the list of what happened. Compared, never looked into."""
        kept = {name: value for name, value in vars(self).items() if name not in {"effects", "_numbers"}}
        return json.loads(json.dumps(kept, default=vars))
