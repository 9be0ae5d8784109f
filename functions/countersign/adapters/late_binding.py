"""Filling in, just before sending, what a manifest declares as late-bound."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, quote_plus

from countersign import clock
from countersign.adapters.session_login import answered
from countersign.ports import MaybeSentError, NotSentError
from countersign.sdk.contract import Manifest, Request, Response
from countersign.sdk.declared import LateBound
from countersign.sdk.strict_json import MalformedJsonError, loads_object

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LateValues:
    """Where values come from: the system by `ask`, the operator by `setting`, which raises NotSentError for a name nobody set, or `now`."""

    ask: Callable[[Request], Response]
    setting: Callable[[str], str]
    now: Callable[[], datetime] = clock.now

    def of(self, wanted: LateBound, request: Request) -> str:
        """What `request` lacks; raises NotSentError when nobody gives one."""
        if wanted.moment is not None:
            return str((self.now() - _EPOCH) // timedelta(milliseconds=1))
        if wanted.path is None or wanted.pointer is None:
            return self.setting(str(wanted.setting))
        path = request.path if wanted.path == "*" else wanted.path
        try:
            return str(answered(self.ask(Request(method="GET", path=path, query=wanted.query)), wanted.pointer))
        except MaybeSentError as error:
            raise NotSentError(f"{wanted.name} cannot be fetched: {error}") from error


def bind(request: Request, late_bound: tuple[LateBound, ...], values: LateValues) -> Request:
    """The request with its late-bound values, and every byte of it as it was; raises NotSentError when one is not to be had."""
    for wanted in late_bound:
        request = request.model_copy(update=_with(request, wanted, values.of(wanted, request)))
    return request


def of_path(request: Request, manifest: Manifest) -> tuple[LateBound, ...]:
    """What the path lacks, by its segments: a read belongs to no action, so those of all actions count."""
    declared = {f"{{{late.name}}}": late for action in manifest.actions for late in action.late_bound if late.place == "path"}
    return tuple(declared[segment] for segment in request.path.split("/") if segment in declared)


def _with(request: Request, wanted: LateBound, value: str) -> dict[str, object]:
    if wanted.place == "header":
        return {"headers": (*request.headers, (wanted.name, value))}
    if wanted.place == "json":
        return {"body": _with_member(request.body or "{}", wanted.name, value)}
    if wanted.place == "path":
        return {"path": _with_segment(request.path, wanted.name, value)}
    field = f"{quote_plus(wanted.name)}={quote_plus(value)}"
    return {"body": f"{request.body}&{field}" if request.body else field}


def _with_segment(path: str, name: str, value: str) -> str:
    """Raises NotSentError for a value that would lead out of its place."""
    if value in {"", ".", ".."}:
        raise NotSentError(f"{name} cannot be filled in: it is empty or a dot segment")
    return "/".join(quote(value, safe="") if segment == f"{{{name}}}" else segment for segment in path.split("/"))


def _with_member(body: str, name: str, value: str) -> str:
    """Raises NotSentError for a body that is no object, or has the member already: two of one name have no one meaning."""
    try:
        members = loads_object(body.encode())
    except MalformedJsonError as error:
        raise NotSentError(f"{name} cannot be filled in: the body is no JSON object") from error
    *outer, member = name.split("/")[1:] if name.startswith("/") else [name]
    inner = _last_of(members, outer)
    if inner is None or member in inner:
        raise NotSentError(f"{name} cannot be filled in: the body has it already, or no place for it at its end")
    added = f"{',' if inner else ''}{json.dumps(member)}:{json.dumps(value, ensure_ascii=False)}"
    open_body = body.rstrip()
    for _ in (*outer, member):
        open_body = open_body.removesuffix("}").rstrip()
    return open_body + added + "}" * (len(outer) + 1)


def _last_of(members: Mapping[str, Any], outer: Sequence[str]) -> Mapping[str, Any] | None:
    """The object that a body ends with, if these names lead to it: only there can something be added, and each byte stay as it was."""
    for name in outer:
        inner = members.get(name)
        if list(members)[-1:] != [name] or not isinstance(inner, dict):
            return None
        members = inner
    return members
