"""Does nothing of a person, and no secret, get into logs or messages?"""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

from countersign.kit.bench import Bench
from countersign.kit.check import Level, check
from countersign.kit.exercise import Always, exercise
from countersign.kit.pointers import texts
from countersign.kit.system import System
from countersign.sdk.contract import Applied, Response
from countersign.sdk.errors import InvalidArgumentsError
from countersign.sdk.pointers import at

_SAID = "marta.holm@mail.example/+4915550100001"
_STATUSES = (400, 409, 422, 429, 500, 200)


@check("CS-S01", Level.BRONZE, "It logs and prints nothing: the hub keeps the journal")
def silent(bench: Bench) -> Iterator[str]:
    bench.require_at_hand()
    heard = _Ear()
    root = logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(io.StringIO()) as printed, redirect_stderr(printed):
            exercise(bench, bench.rehearsal())
    finally:
        root.removeHandler(heard)
        root.setLevel(level)
    yield from (f"logs as {name}" for name in sorted(heard.names))
    if printed.getvalue():
        yield "prints"


@check("CS-S02", Level.SILVER, "What is told of a failure quotes neither the customer nor the system")
def safe_messages(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        given = [pointer for pointer in bench.actions[name].personal_data if pointer.split("/")[1] in example.arguments]
        held = texts([at(pointer, example.arguments) for pointer in given])
        said = " ".join(sorted(held))
        echo = json.dumps({"error": {"code": "refused", "message": said}, "message": said, "code": said})
        for status in _STATUSES:
            request, _ = bench.prepared(name)
            outcome = bench.connector.interpret(name, request, Response(status=status, body=echo.encode()))
            if not isinstance(outcome, Applied) and any(text in outcome.error.model_dump_json() for text in held):
                yield f"{name}: the error of {status} quotes what the system said of the customer"


@check("CS-S03", Level.SILVER, "Errors that it raises quote no argument")
def safe_errors(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        for argument, value in example.arguments.items():
            if not isinstance(value, str):
                continue
            try:
                bench.connector.prepare(name, {**example.arguments, argument: f"../{_SAID}\r\n"}, key=bench.key())
            except InvalidArgumentsError as error:
                if _SAID in str(error):
                    yield f"{name}: the error quotes {argument}"
    answers = System(bench.connector, Always(Response(status=200, body=f'{{"oops":"{_SAID}"}}'.encode())))
    if any(_SAID in message for message in exercise(bench, answers)):
        yield "an error quotes the system's answer"


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.names.add(record.name)
