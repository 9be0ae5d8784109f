"""Does an action do what it is declared to do, and no more?"""

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from countersign.kit.bench import Bench
from countersign.kit.check import Level, check
from countersign.kit.system import System
from countersign.sdk.conformance import Happened
from countersign.sdk.contract import ActionDescriptor, Effect
from countersign.sdk.errors import InvalidArgumentsError
from countersign.sdk.pointers import at

# Two of one rank are no excuse for each other.
_RANK = {Effect.READ: 0, Effect.WRITE_REVERSIBLE: 1, Effect.WRITE_IRREVERSIBLE: 2, Effect.CUSTOMER_CONTACT: 3, Effect.MONEY: 3}


@check("CS-E01", Level.BRONZE, "What happens is no worse than the declared effect")
def truthful(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        yield from _worse(bench.actions[name], _happening(bench, name, example.arguments))


@check("CS-E02", Level.BRONZE, "Amount, currency and recipient are where the pointers say")
def pointed_at(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        action = bench.actions[name]
        for happened in _happening(bench, name, example.arguments):
            told = {"amount_path": happened.amount_minor, "currency_path": happened.currency, "recipient_path": happened.recipient}
            for field, real in told.items():
                pointer = getattr(action, field)
                if pointer and real is not None and at(pointer, example.arguments) != real:
                    yield f"{name}: {field} does not lead to what the system took"


@check("CS-E03", Level.BRONZE, "No argument makes an action worse than declared")
def argument_proof(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        for changed in _variants(bench.actions[name], example.arguments):
            yield from _worse(bench.actions[name], _happening(bench, name, changed))


@check("CS-E04", Level.BRONZE, "One action is one effect")
def single(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        happened = _happening(bench, name, example.arguments)
        if len(happened) != 1:
            yield f"{name}: {len(happened)} things happened"


@check("CS-E05", Level.BRONZE, "Reading changes nothing")
def reads_only(bench: Bench) -> Iterator[str]:
    for action in bench.reads:
        system = bench.system()
        before = system.state()
        system.read(action.name, bench.subject.reads[action.name].arguments)
        if system.effects or system.state() != before:
            yield f"{action.name}: the system is not as it was"


def _happening(bench: Bench, name: str, arguments: Mapping[str, Any]) -> list[Happened]:
    system: System = bench.system()
    try:
        system.do(name, arguments, bench.key())
    except InvalidArgumentsError:
        return []
    return list(system.effects)


def _worse(action: ActionDescriptor, happened: list[Happened]) -> Iterator[str]:
    for each in happened:
        if each.effect is not action.effect and _RANK[each.effect] >= _RANK[action.effect]:
            yield f"{action.name}: declared {action.effect}, and {each.effect} happened"


def _variants(action: ActionDescriptor, arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    takes = jsonschema_rs.Draft202012Validator(action.input_schema)
    for name, schema in action.input_schema["properties"].items():
        for value in (True, False) if schema.get("type") == "boolean" else schema.get("enum", ()):
            changed = {**arguments, name: value}
            if takes.is_valid(changed):
                yield changed
