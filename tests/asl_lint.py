"""Rules for the state machines that cfn-lint and `sam validate` do not check, for they never open a `DefinitionUri` file."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonata

State = dict[str, Any]

AWS_ERRORS = frozenset(
    {
        "ExecutionAlreadyExists",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.ServiceException",
        "Lambda.TooManyRequestsException",
        "Sandbox.Timedout",
        "States.ALL",
        "States.Timeout",
        "StepFunctions.ExecutionAlreadyExistsException",
        "StepFunctions.SdkClientException",
        "StepFunctions.ServiceUnavailableException",
        "StepFunctions.ThrottlingException",
    }
)
# What a state may carry: identifiers, verdicts and numbers, never a text.
FIELDS = frozenset(
    {
        "accounted", "action", "actions", "approval", "approval_workflow", "case_id", "dependents", "end_state", "next", "reason", "rung",
        "task_token", "tenant", "timeout_seconds", "verdict", "warrant",
    }
)  # fmt: skip
WHOLE_SOURCES = frozenset({"context.Map.Item.Value", "context.Task.Token", "errorOutput.Error"})
FIELD_SOURCES = frozenset({"context.Execution.Input", "input", "result", "result.Payload", "result.Payload.approval"})
JSONPATH_FIELDS = frozenset({"InputPath", "ItemsPath", "OutputPath", "Parameters", "ResultPath", "ResultSelector", "TimeoutSecondsPath"})


class Scope(NamedTuple):
    """States that can name each other: the machine's, or those within one Map."""

    start: str
    states: Mapping[str, State]


class Surroundings(NamedTuple):
    """What a definition may refer to."""

    errors: frozenset[str]
    substitutions: frozenset[str]


def scopes(definition: State) -> Iterator[Scope]:
    yield Scope(definition["StartAt"], definition["States"])
    for state in definition["States"].values():
        if "ItemProcessor" in state:
            yield from scopes(state["ItemProcessor"])


def targets(state: State) -> Iterator[str]:
    """The names of the states that may come next."""
    for place in [state, *state.get("Choices", []), *state.get("Catch", [])]:
        yield from (place[key] for key in ("Next", "Default") if key in place)


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for member in value.values():
                yield from texts(member)
        case list():
            for member in value:
                yield from texts(member)


def expressions(value: Any) -> Iterator[str]:
    """The JSONata in a definition, without its `{% %}`."""
    return (text.removeprefix("{%").removesuffix("%}").strip() for text in texts(value) if text.startswith("{%"))


def keys(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for key, member in value.items():
                yield key
                yield from keys(member)
        case list():
            for member in value:
                yield from keys(member)


def missing_targets(definition: State, _: Surroundings) -> Iterator[str]:
    for scope in scopes(definition):
        named = {scope.start}.union(*(targets(state) for state in scope.states.values()))
        yield from (f"there is no state {name}" for name in named - scope.states.keys())


def unreachable_states(definition: State, _: Surroundings) -> Iterator[str]:
    for scope in scopes(definition):
        seen, ahead = set(), {scope.start}
        while ahead:
            seen |= ahead
            ahead = {name for at in ahead for name in targets(scope.states.get(at, {}))} - seen
        yield from (f"{name} is never reached" for name in scope.states.keys() - seen)


def states(definition: State) -> Iterator[tuple[str, State]]:
    for scope in scopes(definition):
        yield from scope.states.items()


def unguarded_tasks(definition: State, _: Surroundings) -> Iterator[str]:
    for name, state in states(definition):
        if state["Type"] == "Task":
            yield from (f"{name} has no {field}" for field in ("Retry", "Catch", "TimeoutSeconds", "Output") if field not in state)


def endless_waits(definition: State, _: Surroundings) -> Iterator[str]:
    for name, state in states(definition):
        waits = state.get("Resource", "").endswith(".waitForTaskToken")
        if waits and not any("States.Timeout" in catcher["ErrorEquals"] for catcher in state.get("Catch", [])):
            yield f"{name} waits for people and does not catch States.Timeout"


def untried_timeouts(definition: State, _: Surroundings) -> Iterator[str]:
    """A function that died answers nobody: its step is idempotent, and runs once more before people are asked."""
    for name, state in states(definition):
        tried = any("States.Timeout" in retrier["ErrorEquals"] for retrier in state.get("Retry", []))
        if state.get("Resource") == "arn:aws:states:::lambda:invoke" and not tried:
            yield f"{name} ends by time and is not tried again"


def unknown_errors(definition: State, surroundings: Surroundings) -> Iterator[str]:
    for name, state in states(definition):
        caught = {error for rule in [*state.get("Retry", []), *state.get("Catch", [])] for error in rule["ErrorEquals"]}
        yield from (f"{name} names {error}, which nothing raises" for error in caught - AWS_ERRORS - surroundings.errors)


def broken_jsonata(definition: State, _: Surroundings) -> Iterator[str]:
    for expression in expressions(definition):
        try:
            jsonata.Jsonata.jsonata(expression)
        except jsonata.JException as error:
            yield f"{expression} is no JSONata: {error}"


def wrong_substitutions(definition: State, surroundings: Surroundings) -> Iterator[str]:
    used = {name for text in texts(definition) for name in re.findall(r"\$\{(\w+)\}", text)}
    yield from (f"${{{name}}} is in the definition or in the template only" for name in used ^ surroundings.substitutions)


def jsonpath_leftovers(definition: State, _: Surroundings) -> Iterator[str]:
    if definition.get("QueryLanguage") != "JSONata":
        yield "QueryLanguage is not JSONata"
    yield from (f"{key} is JSONPath" for key in keys(definition) if key in JSONPATH_FIELDS or key.endswith(".$"))


def carried_bodies(definition: State, _: Surroundings) -> Iterator[str]:
    for expression in expressions(definition):
        for source in re.findall(r"\$states((?:\.\w+)*)", expression):
            path, _, field = source.removeprefix(".").rpartition(".")
            if source.removeprefix(".") not in WHOLE_SOURCES and not (path in FIELD_SOURCES and field in FIELDS):
                yield f"{expression} carries more than an identifier"
    for name, state in states(definition):
        yield from (
            f"{name} catches without Output, so the error's text goes on" for rule in state.get("Catch", []) if "Output" not in rule
        )


RULES: tuple[Callable[[State, Surroundings], Iterator[str]], ...] = (
    missing_targets,
    unreachable_states,
    unguarded_tasks,
    endless_waits,
    untried_timeouts,
    unknown_errors,
    broken_jsonata,
    wrong_substitutions,
    jsonpath_leftovers,
    carried_bodies,
)


def lint(definition: State, surroundings: Surroundings) -> list[str]:
    """All findings, each after the name of its rule."""
    return [f"{rule.__name__}: {finding}" for rule in RULES for finding in rule(definition, surroundings)]


def read(path: Path) -> State:
    return json.loads(path.read_text(encoding="utf-8"))


def entered(definition: State, decisions: Mapping[str, str]) -> list[str]:
    """The states entered on the way without errors, a Map's once; `decisions` says where each Choice goes."""
    path, at = [], definition["StartAt"]
    while at:
        state = definition["States"][at]
        path.append(at)
        if "ItemProcessor" in state:
            path += entered(state["ItemProcessor"], decisions)
        at = decisions[at] if state["Type"] == "Choice" else state.get("Next")
    return path


def chosen(state: State, arrived: State, *, given: State | None = None) -> str:
    """Where a Choice goes when `arrived` is its input and `given` that of the execution."""
    seen = {"states": {"input": arrived, "context": {"Execution": {"Input": given or {}}}}}
    for choice in state["Choices"]:
        (condition,) = expressions(choice["Condition"])
        if jsonata.Jsonata.jsonata(condition).evaluate(None, seen):
            return choice["Next"]
    return state["Default"]
