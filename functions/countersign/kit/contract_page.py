"""The page of the contract, written from the hooks and models themselves. What says nothing of itself has no place on it."""

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import get_args

from pydantic import BaseModel

from countersign.sdk import auth, contract, errors, manifest, remote, vocabulary
from countersign.sdk.auth import Auth
from countersign.sdk.contract import Connector
from countersign.sdk.declared import LateBound, RateFacts, SafePost
from countersign.sdk.hookspecs import ENTRY_POINT_GROUP, ConnectorHooks

_DECLARED: tuple[type[BaseModel], ...] = (
    manifest.Manifest,
    manifest.ActionDescriptor,
    manifest.Idempotency,
    RateFacts,
    LateBound,
    SafePost,
)
_PASSED: tuple[type[BaseModel], ...] = (
    contract.Request,
    contract.Response,
    contract.Applied,
    contract.NotApplied,
    contract.Unknown,
    contract.VendorError,
    contract.Listing,
    contract.Listed,
    contract.Health,
    contract.RawWebhook,
    contract.Event,
)
_FROM_AFAR: tuple[type[BaseModel], ...] = (remote.RemoteCall, remote.RemoteAnswer, remote.RemoteResponse)
# What the hub does next when a write ends with an error of this kind. `execute` and the workflow do so.
NEXT_MOVE = {
    "auth": "signed in anew once already: the action is refused, and a person looks at the credential",
    "permission": "refused; a person looks at what the credential allows",
    "invalid": "refused; the same request would be refused again",
    "not_found": "refused; from a look-up it means that the effect is not there",
    "conflict": "refused; the system is not as it was when the action was approved",
    "rate_limited": "tried again later, by the workflow",
    "unavailable": "NotApplied: tried again later. Unknown: looked up",
    "timeout": "looked up; never repeated blindly",
    "unexpected": "looked up; never repeated blindly",
}
_INTRODUCTION = f"""# The contract

Written by `countersign connector docs` from `countersign.sdk`; contract number {contract.CONTRACT_VERSION}.

A connector is found by the entry-point group `{ENTRY_POINT_GROUP}`. It is a pure translator: no socket, no credential, no clock, no
environment, no random numbers. The hub sends what it prepared, and keeps the journal.
"""


class UndocumentedError(Exception):
    """Something of the contract does not say what it is; the message names it."""


def contract_page() -> str:
    """The text of `plugins/CONTRACT.md`; raises UndocumentedError."""
    parts = [
        _INTRODUCTION,
        "## Hooks\n",
        _members(ConnectorHooks),
        f"## {Connector.__name__}\n\n{_said(Connector)}\n",
        _members(Connector),
        "## What is declared\n",
        *map(_fields, _DECLARED),
        f"## Words that connectors share\n\n{_said(vocabulary)}\n",
        _table(("word", "meaning"), _words()),
        "## Signing in\n",
        _schemes(),
        "## What passes\n",
        *map(_fields, _PASSED),
        f"## From afar\n\n{_said(remote)}\n",
        *map(_fields, _FROM_AFAR),
        "## Kinds of errors\n",
        _table(("kind", "what the hub does next"), ((f"`{kind}`", _next_move(kind)) for kind in get_args(contract.ErrorKind))),
        "## Errors a connector may raise\n",
        _table(("error", "meaning"), ((f"`{error.__name__}`", _said(error)) for error in _errors())),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _members(of: type) -> str:
    members = [(name, member) for name, member in vars(of).items() if not name.startswith("_")]
    return _table(("member", "meaning"), ((f"`{_signature(name, member)}`", _said(member)) for name, member in members))


def _signature(name: str, member: object) -> str:
    if isinstance(member, property):
        return name
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in inspect.signature(member).parameters.values()  # type: ignore[arg-type]  # a function, by its name
        if parameter.name != "self"
    ]
    return f"{name}{inspect.Signature(parameters)}"


def _fields(model: type[BaseModel]) -> str:
    named = [(name, field) for name, field in model.model_fields.items() if name not in {"scheme", "outcome"}]
    if silent := [name for name, field in named if not field.description]:
        raise UndocumentedError(f"{model.__name__}.{', '.join(silent)} has no description")
    rows = ((f"`{name}`" if field.is_required() else f"`{name}` (optional)", str(field.description)) for name, field in named)
    return f"### {model.__name__}\n\n{_said(model)}\n\n" + _table(("field", "meaning"), rows)


def _schemes() -> str:
    schemes = get_args(get_args(Auth)[0])
    unlisted = {name for name, found in vars(auth).items() if inspect.isclass(found) and "scheme" in getattr(found, "model_fields", {})}
    if unlisted - {scheme.__name__ for scheme in schemes}:
        raise UndocumentedError(f"{', '.join(sorted(unlisted))} is a scheme that no manifest can name")
    return "\n".join(
        _fields(scheme) if len(scheme.model_fields) > 1 else f"### {scheme.__name__}\n\n{_said(scheme)}\n" for scheme in schemes
    )


def _words() -> Iterator[tuple[str, str]]:
    for name, found in vars(vocabulary).items():
        if inspect.isfunction(found) and found.__module__ == vocabulary.__name__ and found is not vocabulary.extended:
            yield f"`{name}({', '.join(inspect.signature(found).parameters)})`", _said(found)


def _errors() -> Iterator[type[Exception]]:
    for found in vars(errors).values():
        if inspect.isclass(found) and issubclass(found, errors.ConnectorError):
            yield found


def _next_move(kind: str) -> str:
    if kind not in NEXT_MOVE:
        raise UndocumentedError(f"nobody says what the hub does about {kind}")
    return NEXT_MOVE[kind]


def _said(of: object) -> str:
    """A docstring on one line."""
    text = inspect.getdoc(of)
    if not text:
        raise UndocumentedError(f"{getattr(of, '__name__', of)} has no docstring")
    return re.sub(r"\s+", " ", text)


def _table(heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"| {heads[0]} | {heads[1]} |", "|---|---|", *(f"| {name} | {said.replace('|', chr(92) + '|')} |" for name, said in rows)]
    return "\n".join(lines) + "\n"
