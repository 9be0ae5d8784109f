"""Do reads answer as declared, end, and never take trouble for an answer?"""

from collections.abc import Callable, Iterator

import jsonschema_rs

from countersign.kit.bench import Bench
from countersign.kit.check import Level, NotApplicableError, check
from countersign.kit.system import System, answering
from countersign.sdk.contract import Request, Response
from countersign.sdk.dialogue import MAX_REQUESTS
from countersign.sdk.errors import ConnectorError, DialogueBrokenError, ReadRefusedError, ReadUnavailableError

_WAIT = {"retry-after": "7"}


@check("CS-G01", Level.BRONZE, "Reading sends nothing that could write, and ends")
def bounded(bench: Bench) -> Iterator[str]:
    for action in bench.reads:
        try:
            bench.system().read(action.name, bench.subject.reads[action.name].arguments)
        except DialogueBrokenError as error:
            yield f"{action.name}: {error}"


@check("CS-G02", Level.BRONZE, "An answer fits the output schema, and what is not there is None")
def in_shape(bench: Bench) -> Iterator[str]:
    for action in bench.reads:
        example = bench.subject.reads[action.name]
        answer = bench.system().read(action.name, example.arguments)
        if answer is None or not jsonschema_rs.Draft202012Validator(action.output_schema).is_valid(answer):
            yield f"{action.name}: the answer does not fit the output schema"
        if example.missing is not None and bench.system().read(action.name, example.missing) is not None:
            yield f"{action.name}: what is not there is not None"


@check("CS-G03", Level.SILVER, "A system that is busy or broken is unavailable, not empty")
def unavailable(bench: Bench) -> Iterator[str]:
    for action in bench.reads:
        for status, wait in ((429, 7), (429, None), (500, None), (503, 7)):
            response = Response(status=status, headers=_WAIT if wait else {}, body=b"Sorry")
            try:
                _answered(bench, action.name, response)
            except ReadUnavailableError as error:
                if error.retry_after_seconds != wait:
                    yield f"{action.name}: {status} with Retry-After {wait} is to be asked again in {error.retry_after_seconds} s"
            except ConnectorError as error:
                yield f"{action.name}: {status} raises {type(error).__name__}"
            else:
                yield f"{action.name}: {status} is taken for an answer"


@check("CS-G04", Level.SILVER, "A read that is refused or cannot be understood is refused, not empty")
def refused(bench: Bench) -> Iterator[str]:
    for action in bench.reads:
        for status, body in ((401, b"{}"), (403, b"{}"), (302, b""), (200, b"<html>Sorry</html>"), (200, b""), (200, b'{"id":"1')):
            try:
                _answered(bench, action.name, Response(status=status, body=body))
            except ReadRefusedError:
                continue
            except ConnectorError as error:
                yield f"{action.name}: {status} raises {type(error).__name__}"
            else:
                yield f"{action.name}: {status} with {body[:20]!r} is taken for an answer"


@check("CS-G05", Level.SILVER, "Pages that lead in circles end")
def circles(bench: Bench) -> Iterator[str]:
    paged = False
    for action in bench.reads:
        arguments = bench.subject.reads[action.name].arguments
        whole = bench.system()
        whole.read(action.name, arguments)
        if len(whole.journal) == 1:
            continue
        paged = True
        stuck = bench.system()
        stuck.faults += _always_the_first() * MAX_REQUESTS
        try:
            stuck.read(action.name, arguments)
        except DialogueBrokenError:
            yield f"{action.name}: asks without end"
        except ConnectorError:
            continue
    if not paged:
        raise NotApplicableError("no example needs a second page")


@check("CS-G06", Level.SILVER, "The self-test says whether the credential is accepted, and only reads")
def self_test(bench: Bench) -> Iterator[str]:
    system = bench.system()
    if not system.converse(bench.connector.check()).ok:
        yield "check() finds fault with a system that works"
    for status in (401, 403, 500):
        refusing = bench.system()
        refusing.faults.append(answering(Response(status=status, body=b"{}")))
        if _is_well(refusing):
            yield f"check() is content with {status}"


def _answered(bench: Bench, name: str, response: Response) -> None:
    system = bench.system()
    system.faults.append(answering(response))
    system.read(name, bench.subject.reads[name].arguments)


def _is_well(system: System) -> bool:
    try:
        return system.converse(system.connector.check()).ok
    except ConnectorError:
        return False


def _always_the_first() -> list[Callable[[Request, Callable[[Request], Response]], Response]]:
    first: list[Response] = []

    def fault(request: Request, respond: Callable[[Request], Response]) -> Response:
        if not first:
            first.append(respond(request))
        return first[0]

    return [fault]
