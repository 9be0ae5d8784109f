"""Calling everything that a connector has, once, with its examples."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from countersign.kit.bench import Bench
from countersign.kit.system import System
from countersign.sdk.contract import Request, Response
from countersign.sdk.errors import ConnectorError
from countersign.sdk.strict_json import MalformedJsonError

_NOW = 1_800_000_000


@dataclass(frozen=True)
class Always:
    """A system that says one thing, whatever it is asked."""

    response: Response

    def respond(self, _request: Request) -> Response:
        return self.response


def exercise(bench: Bench, system: System) -> list[str]:
    """The messages of all errors that the connector raised on purpose."""
    raised: list[str] = []
    for call in _calls(bench, system):
        try:
            call()
        except (ConnectorError, MalformedJsonError) as error:
            raised.append(str(error))
    return raised


def _calls(bench: Bench, system: System) -> Iterator[Callable[[], object]]:
    connector = bench.connector
    for name, example in bench.subject.writes.items():
        request = connector.prepare(name, example.arguments, key=bench.key())
        yield partial(system.send, name, request)
        yield partial(system.look_up, name, request, "kit")
        yield lambda name=name: system.converse(connector.list_effects(name, since="2000-01-01T00:00:00Z", page=None))  # type: ignore[misc]  # mypy cannot infer a lambda's default
    for name, read in bench.subject.reads.items():
        yield partial(system.read, name, read.arguments)
    yield lambda: system.converse(connector.check())
    if webhook := bench.subject.webhook:
        for body in webhook.bodies:
            signed = webhook.sign(body, webhook.key, _NOW)
            yield partial(connector.verify_webhook, signed, keys=(webhook.key,), now=_NOW)
            yield partial(connector.parse_event, signed)
