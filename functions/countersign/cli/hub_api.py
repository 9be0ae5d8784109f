"""The hub's API as a command uses it: signed in as one person, refusals as messages that say what to do."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import click
import httpx
from pydantic import ValidationError

from countersign.local.operator_error import OperatorError
from countersign.local.repository import find_repository
from countersign.local.session import Stack, open_stack
from countersign.local.users import USERS
from countersign.model.frozen import Frozen

N = TypeVar("N", bound=Frozen)
T = TypeVar("T")

# The most that the hub gives at once.
_PAGE = "200"
_NAMES = click.Choice([user.name for user in USERS])
_BUSY = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.BAD_GATEWAY, httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.GATEWAY_TIMEOUT})
# Somebody was understood and told no; anything else that is refused was asked wrongly.
_NO = frozenset({httpx.codes.FORBIDDEN, httpx.codes.CONFLICT})
_HINTS: Mapping[int, str] = {
    httpx.codes.UNAUTHORIZED: "countersign status   (the user or the stack is another one)",
    httpx.codes.FORBIDDEN: "Ask a person whose group may: countersign status lists the users.",
    httpx.codes.NOT_FOUND: "countersign case list, countersign inbox list, countersign effect unknown, countersign switch list",
    httpx.codes.CONFLICT: "Look at it again before you answer.",
}

reader_option = click.option(
    "--as", "user", type=_NAMES, default="agent", envvar="COUNTERSIGN_USER", show_default=True, show_envvar=True, help="Who looks."
)
actor_option = click.option(
    "--as", "user", type=_NAMES, required=True, envvar="COUNTERSIGN_USER", show_envvar=True, help="Who answers for it."
)


limit_option = click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The first so many.")


class ApiRefusedError(OperatorError):
    """The hub's no, as its problem+json tells it."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        title = problem.get("title") or problem.get("message") or "The hub refused without a reason."
        self.status = status
        self.exit_code = 1 if status in _NO else OperatorError.exit_code
        self.details = {name: str(problem[name]) for name in ("state", "trace_id") if problem.get(name)}
        told = "".join(f" [{name.replace('_id', '')} {value}]" for name, value in self.details.items())
        super().__init__(f"{title}{told}", _HINTS.get(status, "countersign --help"))


class HubUnavailableError(OperatorError):
    """No answer, or one that says: later."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The hub did not answer: {why}.", "Try again; if it stays so: countersign status")


class HubApi:
    """Calls of one signed-in person. Every method raises ApiRefusedError and HubUnavailableError."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, *path: str, **query: str) -> dict[str, Any]:
        return self._call("GET", path, params=query)

    def listed(self, name: str, *path: str, **query: str) -> Iterator[dict[str, Any]]:
        """The entries of the list `name`, page after page for as long as somebody reads on."""
        cursor: dict[str, str] = {}
        while True:
            told = self.get(*path, limit=_PAGE, **query, **cursor)
            yield from told[name]
            if told["next_cursor"] is None:
                return
            cursor = {"cursor": told["next_cursor"]}

    def post(self, *path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._call("POST", path, json=body)

    def put(self, *path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._call("PUT", path, json=body)

    def delete(self, *path: str) -> dict[str, Any]:
        return self._call("DELETE", path)

    def _call(self, method: str, path: tuple[str, ...], **content: Any) -> dict[str, Any]:
        address = "/" + "/".join(quote(part, safe="") for part in path)
        try:
            answer = self._client.request(method, address, **content)
        except httpx.HTTPError as error:
            raise HubUnavailableError(type(error).__name__) from error
        if answer.status_code in _BUSY:
            raise HubUnavailableError(f"status {answer.status_code}")
        body = _object(answer)
        if not answer.is_success:
            raise ApiRefusedError(answer.status_code, body)
        return body


def stack_of(state: Path | None) -> Stack:
    """The running stack in `state`, or in the repository; raises OperatorError when none runs."""
    return open_stack(state or find_repository(Path.cwd()) / ".countersign")


def at_most(limit: int, entries: Iterable[T]) -> tuple[list[T], bool]:
    """The first so many, and whether there are more."""
    found = list(islice(entries, limit + 1))
    return found[:limit], len(found) > limit


def read_as(noun: type[N], told: object) -> N:
    """What the hub told, as the noun it is; raises OperatorError when a hub of another version tells it in another form."""
    try:
        return noun.from_json(told)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, item["loc"])) for item in error.errors()}))
        raise OperatorError(
            f"The hub that runs tells this in a form unknown here: see {fields}.", "Deploy what is here: countersign up --detach"
        ) from None


@contextmanager
def signed_in(state: Path | None, user: str) -> Iterator[HubApi]:
    """The API of the stack in `state` as `user`."""
    with stack_of(state).api(user) as client:
        yield HubApi(client)


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        raise HubUnavailableError(f"status {answer.status_code} with a body that is not JSON") from None
    return body if isinstance(body, dict) else {}
