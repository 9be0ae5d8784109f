"""The hub's API over a world in memory: the real views and steps, answered as the handlers answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from tests.builders import make_voter
from tests.world import World

from countersign.errors import RequestRefusedError
from countersign.local.users import USERS
from countersign.model.amendment import Asked
from countersign.model.approval import Voter
from countersign.model.handling import Assign, Remark, Resolve
from countersign.model.settlement import Found
from countersign.record.paging import Page, Wanted
from countersign.steps.record_approval import Answer, Registrar, record_approval
from countersign.viewing.approvals import approval, open_approvals
from countersign.viewing.cases import case_story, cases_of
from countersign.viewing.exceptions import Sought, exceptions
from countersign.viewing.handling import Desk
from countersign.viewing.held import exception
from countersign.viewing.settlement import settle
from countersign.viewing.switching import loosen, switches, throw
from countersign.viewing.undoing import Undoing
from countersign.viewing.unknown_effects import unknown_effects


@dataclass
class WorldApi:
    """Answers as the signed-in `user`; `tamper` may change what the hub tells."""

    world: World
    user: str
    tamper: Callable[[Any], Any] = lambda told: told

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.strip("/").split("/")
        body = json.loads(request.content) if request.content else {}
        try:
            told = self._answer(request.method, path, body, request.url.params)
        except RequestRefusedError as error:
            problem = {"title": error.title, "status": error.status, "trace_id": "trace-1", **error.members}
            return httpx.Response(error.status, json=problem)
        return httpx.Response(200, json=self.tamper(told))

    @property
    def _person(self) -> Voter:
        group = next(user.group for user in USERS if user.name == self.user)
        person = make_voter(self.user, group or "nobody")
        self.world.employ(person)
        return person

    def _answer(self, method: str, path: list[str], body: dict[str, Any], query: httpx.QueryParams) -> Any:  # noqa: C901, PLR0911, PLR0912  one a route
        store, tenant, now = self.world.store, self.world.tenant, self.world.now
        asked = Wanted(limit=int(query.get("limit", "50")), cursor=query.get("cursor"))
        match method, path:
            case "POST", ["privacy", "holdings"]:
                return self.world.holdings(self._person, body["customer_id"])
            case "POST", ["privacy", "erasures"]:
                return self.world.erase(self._person, body["customer_id"], body.get("reason")).to_json()
            case "GET", ["privacy", "erasures"]:
                return {"erasures": [erasure.to_json() for erasure in self.world.erasures(self._person)], "next_cursor": None}
            case "GET", ["cases"]:
                return self._listed("cases", cases_of(store, tenant, query["day"], asked))
            case "GET", ["cases", case_id]:
                return case_story(store, tenant, case_id)
            case "GET", ["approvals"]:
                return self._listed("approvals", open_approvals(store, tenant, asked))
            case "GET", ["approvals", approval_id]:
                return approval(store, tenant, approval_id)
            case "POST", ["approvals", approval_id, "votes"]:
                pieces = Registrar(store, self.world.key, self.world.tokens, self.world.workflows, self.world.directory)
                return record_approval(pieces, approval_id, self._person, Answer.from_json(body), now=now).to_json()
            case "GET", ["exceptions"]:
                sought = Sought.from_json({name: query[name] for name in Sought.model_fields if name in query})
                return self._listed("exceptions", exceptions(store, self._person, sought, asked))
            case "GET", ["exceptions", case_id, subject]:
                return exception(store, tenant, case_id, subject)
            case "POST", ["exceptions", case_id, subject, change]:
                return self._handle(case_id, subject, change, body)
            case "GET", ["effects", "unknown"]:
                return self._listed("effects", unknown_effects(store, tenant, asked))
            case "POST", ["effects", case_id, action, "settlements"]:
                return settle(store, self._person, case_id, action, Found.from_json(body), now=now).to_json()
            case "POST", ["effects", case_id, action, "undo"]:
                return Undoing(store, self.world.workflows, self._person, now).ask(case_id, action, Asked.from_json(body)).to_json()
            case "GET", ["switches"]:
                return self._listed("switches", switches(store, tenant, asked))
            case "PUT", ["switches", kind, name]:
                return throw(store, self._person, kind, name, body["reason"], now=now).to_json()
            case "DELETE", ["switches", kind, name]:
                return loosen(store, self._person, kind, name, now=now).to_json()
        raise AssertionError(path)

    def _handle(self, case_id: str, subject: str, change: str, body: dict[str, Any]) -> dict[str, Any]:
        desk = Desk(self.world.store, self._person, self.world.now)
        if change == "assignments":
            return desk.assign(self.world.directory, case_id, subject, Assign.from_json(body))
        if change == "comments":
            return desk.comment(case_id, subject, Remark.from_json(body))
        return desk.resolve(case_id, subject, Resolve.from_json(body))

    def _listed(self, name: str, page: Page) -> dict[str, Any]:
        return {name: [*page.rows], "next_cursor": page.next_cursor}


@dataclass
class WorldStack:
    """What the commands take for the running stack."""

    world: World
    tamper: Callable[[Any], Any] = lambda told: told
    company: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(500)
    users: list[str] = field(default_factory=list)

    def api(self, user: str) -> httpx.Client:
        self.users.append(user)
        return httpx.Client(base_url="http://hub.example", transport=httpx.MockTransport(WorldApi(self.world, user, self.tamper)))

    def sandbox(self) -> httpx.Client:
        return httpx.Client(base_url="http://company.example", transport=httpx.MockTransport(self._company))

    def _company(self, request: httpx.Request) -> httpx.Response:
        return self.company(request)
