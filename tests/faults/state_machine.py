"""The state machines of infra/, run in this process: the states, retries and catches that they use, on a clock that does not wait.

A generator an execution: it yields what it waits for, and whoever runs it decides what happens meanwhile.
"""

import json
import re
from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

import jsonata

INFRA = Path(__file__).parents[2] / "infra"
PATH = re.compile(r"\$states((?:\.\w+)+)")
# A function that was killed is given up after its own timeout.
KILLED_AFTER_SECONDS = 30.0
CALL_SECONDS = 0.05
MAX_ATTEMPTS, BACKOFF_RATE = 3, 2

State: TypeAlias = dict[str, Any]


class StateError(Exception):
    """A state failed; `name` is what Retry and Catch compare."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class KilledError(Exception):
    """The function's process ended in the middle of its work."""


class Sleep(NamedTuple):
    """Nothing happens in this execution for some time."""

    seconds: float


class WaitForAnswer(NamedTuple):
    """Until somebody answers with the token, or the time is over."""

    token: str
    seconds: float


Pause: TypeAlias = Sleep | WaitForAnswer
Running: TypeAlias = Generator[Pause, Any, Any]


class Services(Protocol):
    """What states call."""

    def call(self, function: str, payload: Any) -> Any:
        """Raises StateError or KilledError."""
        ...

    def start(self, machine: str, name: str, given: Any) -> None:
        """Raises StateError for a name that was used."""
        ...

    def new_token(self) -> str: ...


@dataclass
class Execution:
    """One run of one machine; `history` holds all that its states were given and gave back."""

    definition: State
    given: Any
    services: Services
    history: list[str] = field(default_factory=list)

    def run(self) -> Running:
        return (yield from self._scope(self.definition, self.given, {"Execution": {"Input": self.given}}))

    def _scope(self, scope: State, given: Any, context: Mapping[str, Any]) -> Running:
        name = scope["StartAt"]
        while name is not None:
            self.history.append(f"{name} {json.dumps(given)}")
            name, given = yield from self._state(scope["States"][name], given, context)
        return given

    def _state(self, state: State, given: Any, context: Mapping[str, Any]) -> Running:
        seen = {"input": given, "context": context}
        match state["Type"]:
            case "Choice":
                met = (choice["Next"] for choice in state["Choices"] if evaluate(choice["Condition"], seen))
                return next(met, state.get("Default")), given
            case "Pass":
                return state["Next"], evaluate(state["Output"], seen)
            case "Succeed":
                return None, evaluate(state.get("Output", given), seen)
            case "Fail":
                raise StateError(state["Error"])
            case _:
                return (yield from self._tried(state, seen))

    def _tried(self, state: State, seen: dict[str, Any]) -> Running:
        """The work of a Task or Map, as often as its Retry says."""
        retried: Counter[int] = Counter()
        while True:
            try:
                result = yield from self._map(state, seen) if state["Type"] == "Map" else self._task(state, seen)
                return state.get("Next"), evaluate(state.get("Output", result), seen | {"result": result})
            except StateError as error:
                number, retry = _matching(state.get("Retry", []), error)
                if retry is None or retried[number] >= retry.get("MaxAttempts", MAX_ATTEMPTS):
                    _, catch = _matching(state.get("Catch", []), error)
                    if catch is None:
                        raise
                    return catch["Next"], evaluate(catch["Output"], seen | {"errorOutput": {"Error": error.name}})
            yield Sleep(retry["IntervalSeconds"] * retry.get("BackoffRate", BACKOFF_RATE) ** retried[number])
            retried[number] += 1

    def _map(self, state: State, seen: dict[str, Any]) -> Running:
        results = []
        for item in _as_list(evaluate(state["Items"], seen)):
            context = seen["context"] | {"Map": {"Item": {"Value": item}}}
            given = evaluate(state["ItemSelector"], seen | {"context": context})
            results.append((yield from self._scope(state["ItemProcessor"], given, context)))
        return results

    def _task(self, state: State, seen: dict[str, Any]) -> Running:
        yield Sleep(CALL_SECONDS)
        kind = state["Resource"].removeprefix("arn:aws:states:::")
        if kind == "states:startExecution":
            asked = evaluate(state["Arguments"], seen)
            self.services.start(asked["StateMachineArn"], asked["Name"], asked["Input"])
            return {}
        token = self.services.new_token()
        asked = evaluate(state["Arguments"], seen | {"context": seen["context"] | {"Task": {"Token": token}}})
        try:
            answer = self.services.call(asked["FunctionName"], asked["Payload"])
        except KilledError:
            yield Sleep(KILLED_AFTER_SECONDS)
            raise StateError("Sandbox.Timedout") from None
        if kind == "lambda:invoke":
            return {"Payload": answer}
        return (yield WaitForAnswer(token, evaluate(state["TimeoutSeconds"], seen)))


@cache
def definition(name: str) -> State:
    """`case` or `approval`, as it is deployed."""
    read: State = json.loads((INFRA / f"{name}.asl.json").read_text(encoding="utf-8"))
    return read


def evaluate(value: Any, seen: Mapping[str, Any]) -> Any:
    """JSONata in a value, however deep, against `$states`."""
    match value:
        case str() if value.startswith("{%"):
            return _expression(value.removeprefix("{%").removesuffix("%}").strip(), seen)
        case dict():
            return {name: evaluate(member, seen) for name, member in value.items()}
        case list():
            return [evaluate(member, seen) for member in value]
        case _:
            return value


def _expression(expression: str, seen: Mapping[str, Any]) -> Any:
    path = PATH.fullmatch(expression)
    if path is None:
        return _compiled(expression).evaluate(None, {"states": seen})
    # Nearly all of them are plain paths, which need no interpreter.
    found: Any = seen
    for name in path[1].split(".")[1:]:
        found = found[name]
    return found


@cache
def _compiled(expression: str) -> Any:
    return jsonata.Jsonata.jsonata(expression)


def _matching(rules: list[State], error: StateError) -> tuple[int, State | None]:
    found = ((number, rule) for number, rule in enumerate(rules) if {error.name, "States.ALL"} & set(rule["ErrorEquals"]))
    return next(found, (-1, None))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
