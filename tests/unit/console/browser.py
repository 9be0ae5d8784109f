"""A browser without a screen: cookies, redirects, links and forms, on the console in this process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from tests.unit.console.fake_issuer import FakeIssuer, claims_for

import countersign.console.editing
import countersign.console.link_voting
import countersign.console.pages
import countersign.console.voting  # noqa: F401  they name their addresses as they are imported
from countersign.adapters.in_memory import InMemoryArchive, InMemoryDirectory, InMemoryWorkflows
from countersign.console.app import respond
from countersign.console.call import Call, Edit, Record, not_here
from countersign.local.demo.forms import Form, form_of
from countersign.ports import Store
from countersign.proof.bundle import Keys

HOME = "https://hub.example/v1"
# Of all browsers, as random numbers are: no two draw the same.
IDS = count(1)
PUBLIC_KEYS = Keys(grant="the grants' key", seal="the seals' key")


@dataclass
class TestHub:
    """The pieces of the hub that pages work with."""

    __test__ = False

    store: Store
    provider: FakeIssuer
    directory: InMemoryDirectory
    workflows: InMemoryWorkflows
    console_url: str = HOME
    archive: InMemoryArchive = field(default_factory=InMemoryArchive)
    public_keys: Keys = PUBLIC_KEYS


@dataclass
class Reply:
    """What came back last, redirects followed."""

    status: int
    body: str
    headers: dict[str, list[str]]
    address: str

    def form(self, ending: str) -> Form:
        """The form whose action ends so."""
        return form_of(self.body, ending)


@dataclass
class Browser:
    """`record` and `edit` are how the function behind a form of votes records an answer, and voids an approval."""

    hub: TestHub
    now: Callable[[], datetime]
    cookies: dict[str, str] = field(default_factory=dict)
    failures: list[Exception] = field(default_factory=list)
    record: Record = not_here
    edit: Edit = not_here
    respond: Callable[..., dict[str, Any]] = respond

    def get(self, path: str, **headers: str) -> Reply:
        """A page, and wherever it leads to."""
        return self._follow("GET", f"{HOME}{path}", "", headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Reply:
        """As a page of the console would, unless `headers` say otherwise."""
        given = {"sec-fetch-site": "same-origin"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self._follow("POST", f"{HOME}{path}", urlencode(fields), given)

    def submit(self, reply: Reply, ending: str, **fields: str) -> Reply:
        """A form of the page that was shown."""
        form = reply.form(ending)
        address = urljoin(reply.address, form.action)
        return self._follow("POST", address, urlencode(form.fields | fields), {"sec-fetch-site": "same-origin"})

    def sign_in(self, name: str, *groups: str, path: str = "/console", **claims: Any) -> Reply:
        """Go somewhere, be sent to the provider, and come back."""
        asked = self.get(path)
        query = self.hub.provider.person_signs_in(asked.address, claims_for(name, *groups) | claims)
        return self.get(f"/console/callback?{query}")

    def once(self, method: str, address: str, body: str = "", headers: Mapping[str, str] | None = None) -> Reply:
        """One request, no redirect followed."""
        parts = urlsplit(address)
        path = unquote(parts.path).removeprefix(urlsplit(HOME).path)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        event = {
            "resource": "/console/{page+}",
            "path": path,
            "httpMethod": method,
            "headers": {"Cookie": cookies, **(headers or {})},
            "queryStringParameters": dict(parse_qsl(parts.query)) or None,
            "requestContext": {"requestId": "r", "path": f"/v1{path}"},
            "body": body or None,
            "isBase64Encoded": False,
        }
        call = Call(self.hub, event, self.now(), lambda: f"{next(IDS):032x}", self.record, self.edit)
        answer = self.respond(call, None, failed=self.failures.append)
        for line in answer["multiValueHeaders"].get("Set-Cookie", []):
            self._keep(line)
        return Reply(answer["statusCode"], answer["body"], answer["multiValueHeaders"], address)

    def _follow(self, method: str, address: str, body: str, headers: Mapping[str, str]) -> Reply:
        reply = self.once(method, address, body, headers)
        while "Location" in reply.headers:
            address = urljoin(address, reply.headers["Location"][0])
            if not address.startswith(HOME):
                return Reply(reply.status, reply.body, reply.headers, address)
            reply = self.once("GET", address)
        return reply

    def _keep(self, line: str) -> None:
        [(name, morsel)] = SimpleCookie(line).items()
        if morsel["max-age"] == "0":
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = morsel.value
