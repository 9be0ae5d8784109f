"""Is a prepared request what it is said to be?"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from countersign.kit.bench import Bench
from countersign.kit.check import Level, NotApplicableError, check
from countersign.kit.system import System
from countersign.sdk.contract import ActionDescriptor, NotApplied, Request
from countersign.sdk.declared import LateBound
from countersign.sdk.dialogue import only_reads
from countersign.sdk.errors import InvalidArgumentsError
from countersign.sdk.pointers import at

# What is the hub's to set, or HTTP's.
_HUBS = {"authorization", "cookie", "host", "content-length", "transfer-encoding", "connection", "proxy-authorization", "accept-encoding"}
_CLIMBERS = ("../..", "..", "%2e%2e", "a/b", "a?b=c", "a#b", "a\r\nx: y", "")


@check("CS-R01", Level.BRONZE, "A write is one request that the hub would not send while reading")
def writes_write(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        request, _ = bench.prepared(name)
        if only_reads(bench.manifest, request):
            yield f"{name}: {request.method} {request.path} counts as a read"


@check("CS-R02", Level.BRONZE, "No argument leads a request out of its place")
def stays_in_place(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        honest, _ = bench.prepared(name)
        for changed in _with_climbers(bench.actions[name], example.arguments):
            try:
                request = bench.connector.prepare(name, changed, key=bench.key())
            except InvalidArgumentsError:
                continue
            if request.path.count("/") != honest.path.count("/") or "/../" in f"{request.path}/":
                yield f"{name}: an argument changes the shape of the path"
            if any("\n" in text or "\r" in text for header in request.headers for text in header):
                yield f"{name}: an argument ends a header"


@check("CS-R03", Level.BRONZE, "It sets no header that is the hub's to set")
def headers(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        request, _ = bench.prepared(name)
        for header in sorted({header.lower() for header, _ in request.headers} & _HUBS):
            yield f"{name}: sets {header}"


@check("CS-R04", Level.SILVER, "A declared precondition keeps a stale write out")
def preconditions(bench: Bench) -> Iterator[str]:
    declared = [name for name in bench.writes if bench.actions[name].precondition != "none"]
    if not declared:
        raise NotApplicableError("no action declares a precondition")
    for name in declared:
        example, system = bench.writes[name], bench.system()
        if not example.stale:
            yield f"{name}: the example does not say what is stale"
            continue
        request = bench.connector.prepare(name, {**example.arguments, **example.stale}, key=bench.key())
        if bench.actions[name].precondition == "etag" and "if-match" not in {header.lower() for header, _ in request.headers}:
            yield f"{name}: declares etag and sends no If-Match"
        yield from _is_kept_out(name, system, request)


@check("CS-R05", Level.BRONZE, "What is bound late is not in the approved request")
def late_binding(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        request, _ = bench.prepared(name)
        for late in bench.actions[name].late_bound:
            if _stands(request, late):
                yield f"{name}: {late.name} is declared as late-bound and sent as approved"


def _with_climbers(action: ActionDescriptor, arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    takes = jsonschema_rs.Draft202012Validator(action.input_schema)
    for name, value in arguments.items():
        for climber in _CLIMBERS if isinstance(value, str) else ():
            changed = {**arguments, name: climber}
            if takes.is_valid(changed):
                yield changed


def _is_kept_out(name: str, system: System, request: Request) -> Iterator[str]:
    outcome = system.send(name, request)
    if not isinstance(outcome, NotApplied) or outcome.error.kind != "conflict":
        yield f"{name}: a stale write ends as {type(outcome).__name__}, not as NotApplied with a conflict"
    if system.effects:
        yield f"{name}: a stale write was done"


def _stands(request: Request, late: LateBound) -> bool:
    if late.place == "path":
        return f"{{{late.name}}}" not in request.path.split("/")
    return late.name.lower() in _given(request, late)


def _given(request: Request, late: LateBound) -> set[str]:
    """Names that stand there already, in lower case."""
    if late.place == "header":
        return {header.lower() for header, _ in request.headers}
    if late.place == "json":
        body, (outer, slash, _) = json.loads(request.body or "{}"), late.name.rpartition("/")
        return {f"{outer}{slash}{name}".lower() for name in (at(outer, body) if outer else body)}
    return {pair.partition("=")[0].lower() for pair in (request.body or "").split("&")}
