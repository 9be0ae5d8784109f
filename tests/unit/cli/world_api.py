"""The hub's API over a world in memory: the real handlers, with the world's pieces in the place of AWS."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx
from tests.builders import make_voter
from tests.integration.deployment import FUNCTIONS
from tests.security.gateway import event_of, route_of
from tests.world import World

from countersign.local.users import USERS
from countersign.model.approval import Voter


@cache
def handler_of(function: str) -> ModuleType:
    spec = spec_from_file_location(f"{function}_of_a_world", FUNCTIONS / function / "handler.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class WorldApi:
    """Answers as the signed-in `user`; `tamper` may change what the hub tells."""

    world: World
    user: str
    tamper: Callable[[Any], Any] = lambda told: told
    drills: str = "on"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        route = route_of(request.method, request.url.path)
        assert route is not None, request.url
        handlers: Any = handler_of(route.function)
        handlers.hub = self._hub
        event = event_of(route, request.url.path, dict(request.url.params), request.content.decode(), self._context)
        answer = handlers.handler(event, None)
        told = json.loads(answer["body"])
        return httpx.Response(answer["statusCode"], json=told if answer["statusCode"] >= 400 else self.tamper(told))

    def _hub(self) -> Any:
        return SimpleNamespace(**vars(self.world), grant_signer=self.world.key, settings=SimpleNamespace(drills=self.drills))

    @property
    def _context(self) -> dict[str, Any]:
        person = self._person
        claims = {
            "sub": person.subject,
            "cognito:username": person.name,
            "email": person.email,
            "cognito:groups": ",".join(person.groups),
            "custom:tenant": person.tenant,
            "auth_time": str(int(person.authenticated_at.timestamp())),
        }
        return {"requestId": "trace-1", "authorizer": {"claims": claims}}

    @property
    def _person(self) -> Voter:
        group = next(user.group for user in USERS if user.name == self.user)
        person = make_voter(self.user, group or "nobody")
        self.world.employ(person)
        return person


@dataclass
class WorldStack:
    """What the commands take for the running stack."""

    world: World
    tamper: Callable[[Any], Any] = lambda told: told
    company: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(500)
    users: list[str] = field(default_factory=list)
    drills: str = "on"

    def api(self, user: str) -> httpx.Client:
        self.users.append(user)
        return httpx.Client(
            base_url="http://hub.example", transport=httpx.MockTransport(WorldApi(self.world, user, self.tamper, self.drills))
        )

    def sandbox(self) -> httpx.Client:
        return httpx.Client(base_url="http://company.example", transport=httpx.MockTransport(self._company))

    def _company(self, request: httpx.Request) -> httpx.Response:
        return self.company(request)
