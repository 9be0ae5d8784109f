"""One request to the console, as pages see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any, NoReturn, Protocol, Self
from urllib.parse import urlencode

from countersign.console.cookies import cookie_name
from countersign.console.session import Session
from countersign.errors import RequestRefusedError
from countersign.model.amendment import Changed
from countersign.model.approval import ApprovalRequest, Voter
from countersign.ports import Archive, Directory, IdentityProvider, Store, Workflows
from countersign.proof.bundle import Keys
from countersign.viewing.turns import Looker


class ConsoleHub(Protocol):
    """What pages work with; the wiring makes each piece at first use."""

    @property
    def store(self) -> Store: ...

    @property
    def directory(self) -> Directory: ...

    @property
    def workflows(self) -> Workflows: ...

    @property
    def archive(self) -> Archive: ...

    @property
    def public_keys(self) -> Keys:
        """By which others check proofs."""
        ...

    @property
    def provider(self) -> IdentityProvider: ...

    @property
    def console_url(self) -> str:
        """Where people find the API, without a slash at the end."""
        ...


# Approval, and the answer as the API takes it, to where the approval stands then; raises RequestRefusedError.
Record = Callable[[Voter, str, Mapping[str, str]], Mapping[str, Any]]
# Approval, and what is to be done instead of what it is about; raises RequestRefusedError.
Edit = Callable[[Voter, ApprovalRequest, Changed], object]


def not_here(*_: object) -> NoReturn:
    """Elsewhere than where grants are signed."""
    raise RequestRefusedError(405, "Answers are recorded elsewhere.")


@dataclass(frozen=True)
class Call:
    """A request of whoever it is. Only where grants are signed can `record` record an answer, and `edit` void an approval."""

    hub: ConsoleHub
    event: Mapping[str, Any]
    now: datetime
    new_id: Callable[[], str]
    record: Record = not_here
    edit: Edit = not_here

    @property
    def path(self) -> str:
        """Below the stage, say `/console/cases`."""
        return str(self.event["path"])

    @property
    def root(self) -> str:
        """The way from this page up to where `/console` lies; every address in a page begins with it."""
        return "../" * (self.path.count("/") - 1) or "./"

    @property
    def here(self) -> str:
        """Where this page lies from the root, with what was asked, so that one can come back."""
        query = urlencode(self.query)
        return self.path.removeprefix("/") + (f"?{query}" if query else "")

    @cached_property
    def query(self) -> Mapping[str, str]:
        return dict(self.event.get("queryStringParameters") or {})

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """By their names in small letters."""
        return {name.lower(): str(value) for name, value in (self.event.get("headers") or {}).items()}

    @property
    def secure(self) -> bool:
        """Only the loopback has no TLS."""
        return self.hub.console_url.startswith("https://")

    @property
    def by_script(self) -> bool:
        """Htmx looks whether something has changed; nobody has clicked."""
        return "hx-request" in self.headers

    def cookie(self, name: str) -> str:
        """The value of one of our cookies, or nothing."""
        morsel = self._cookies.get(cookie_name(name, secure=self.secure))
        return morsel.value if morsel else ""

    @cached_property
    def _cookies(self) -> "SimpleCookie":
        try:
            return SimpleCookie(self.headers.get("cookie", ""))
        except CookieError:
            return SimpleCookie()


@dataclass(frozen=True, kw_only=True)
class Visit(Call):
    """A request of somebody signed in."""

    session: Session

    @classmethod
    def of(cls, call: Call, session: Session) -> Self:
        return cls(call.hub, call.event, call.now, call.new_id, call.record, call.edit, session=session)

    @property
    def person(self) -> Voter:
        """Who it is."""
        return self.session.person

    @property
    def looker(self) -> Looker:
        """They, as approvals are shown to them."""
        return Looker(self.hub.store, self.hub.directory, self.person, self.now)
