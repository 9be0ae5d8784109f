"""Is an answer taken for what it is?"""

import json
from collections.abc import Iterator

import jsonschema_rs

from countersign.kit.bench import Bench
from countersign.kit.check import Level, check
from countersign.sdk.contract import Applied, NotApplied, Outcome, Response, Unknown

_DATE = "Sat, 21 Nov 2026 12:00:00 GMT"
_RETRY = {
    None: {},
    7: {"retry-after": "7"},
    90: {"retry-after": "Sat, 21 Nov 2026 12:01:30 GMT", "date": _DATE},
    0: {"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT", "date": _DATE},
}
_REFUSALS = {400: "invalid", 403: "permission", 404: "not_found", 422: "invalid"}
_IN_DOUBT = (302, 307, 408, 500, 502, 504)
_UNREADABLE = (
    b"",
    b"<html>Sorry</html>",
    b"null",
    b"[]",
    b'"done"',
    b"{}",
    b'{"id":null}',
    b'{"id":{}}',
    b'{"id":"1","id":"2"}',
    b"[" * 500 + b"]" * 500,
    b'{"id":"\xff"}',
    b'{"id":"1',
)
_ERRORS_INSIDE = ({"error": {"code": "rate_limited"}}, {"errors": [{"code": "invalid"}]}, {"ok": False, "error": "fatal"})


@check("CS-O01", Level.BRONZE, "A success is Applied, by the system's own id, in the declared shape")
def success(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        system = bench.system()
        outcome = system.do(name, example.arguments, bench.key())
        if not isinstance(outcome, Applied):
            yield f"{name}: the example ends as {type(outcome).__name__}"
            continue
        if not jsonschema_rs.Draft202012Validator(bench.actions[name].output_schema).is_valid(outcome.result):
            yield f"{name}: the result does not fit the output schema"
        if system.last_id not in {None, outcome.vendor_id}:
            yield f"{name}: vendor_id is not what the system calls it"


@check("CS-O02", Level.SILVER, "A refusal is NotApplied, with the right kind")
def refusal(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        for status, kind in _REFUSALS.items():
            outcome = _meaning(bench, name, Response(status=status, body=b"{}"))
            if not isinstance(outcome, NotApplied) or outcome.error.kind != kind:
                yield f"{name}: {status} means {_told(outcome)}"


@check("CS-O03", Level.BRONZE, "A server's error, a redirect or a timeout leaves the effect in doubt")
def doubt(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        for status in _IN_DOUBT:
            outcome = _meaning(bench, name, Response(status=status, headers={"location": "/elsewhere"}, body=b"{}"))
            if not isinstance(outcome, Unknown):
                yield f"{name}: {status} means {_told(outcome)}"


@check("CS-O04", Level.SILVER, "Too many requests: not applied, and how long to wait in every form of Retry-After")
def busy(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        for seconds, headers in _RETRY.items():
            response = bench.subject.busy.model_copy(update={"headers": {**bench.subject.busy.headers, **headers}})
            outcome = _meaning(bench, name, response)
            if not isinstance(outcome, NotApplied) or outcome.error.kind != "rate_limited":
                yield f"{name}: {response.status} means {_told(outcome)}"
            elif headers and outcome.error.retry_after_seconds != seconds:
                yield f"{name}: Retry-After {headers['retry-after']} is read as {outcome.error.retry_after_seconds} s"


@check("CS-O05", Level.SILVER, "An expired credential never looks like success")
def expired(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        outcome = _meaning(bench, name, Response(status=401, body=b"{}"))
        if not isinstance(outcome, NotApplied) or outcome.error.kind != "auth":
            yield f"{name}: 401 means {_told(outcome)}"


@check("CS-O06", Level.SILVER, "An error inside a success is no success")
def error_in_success(bench: Bench) -> Iterator[str]:
    generic = [Response(status=200, body=json.dumps(body).encode()) for body in _ERRORS_INSIDE]
    for name in bench.writes:
        for response in (*generic, *bench.subject.errors_in_success):
            outcome = _meaning(bench, name, response)
            if isinstance(outcome, Applied):
                yield f"{name}: an error inside {response.status} is taken for success"
            if response in bench.subject.errors_in_success and not isinstance(outcome, NotApplied):
                yield f"{name}: the system's own error inside {response.status} means {_told(outcome)}"


@check("CS-O07", Level.BRONZE, "A success that cannot be read is in doubt")
def unreadable(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        request, _ = bench.prepared(name)
        good = bench.system().ask(request, name)
        for body in _UNREADABLE if good.body else ():
            outcome = _meaning(bench, name, good.model_copy(update={"body": body}))
            if not isinstance(outcome, Unknown):
                yield f"{name}: {good.status} with {body[:20]!r} means {_told(outcome)}"


@check("CS-O08", Level.SILVER, "What the system will not do is said so, and is not done")
def refused(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        for changes in example.refused:
            system = bench.system()
            outcome = system.do(name, {**example.arguments, **changes}, bench.key())
            if not isinstance(outcome, NotApplied):
                yield f"{name}: with {sorted(changes)} changed it ends as {_told(outcome)}"
            if system.effects:
                yield f"{name}: with {sorted(changes)} changed it was done all the same"


def _meaning(bench: Bench, name: str, response: Response) -> Outcome:
    request, _ = bench.prepared(name)
    return bench.connector.interpret(name, request, response)


def _told(outcome: Outcome) -> str:
    return type(outcome).__name__ if isinstance(outcome, Applied) else f"{type(outcome).__name__} ({outcome.error.kind})"
