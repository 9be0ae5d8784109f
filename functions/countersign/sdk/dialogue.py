"""Running a connector's dialogue: it yields requests that only read, and receives the responses."""

from collections.abc import Callable, Generator
from typing import TypeVar

from countersign.sdk.contract import Manifest, Request, Response
from countersign.sdk.declared import SafePost
from countersign.sdk.errors import ConnectorError, DialogueBrokenError, ReadRefusedError
from countersign.sdk.pointers import at
from countersign.sdk.strict_json import MalformedJsonError, loads

T = TypeVar("T")

MAX_REQUESTS = 10


def run(manifest: Manifest, dialogue: Generator[Request, Response, T], ask: Callable[[Request], Response]) -> T:
    """The dialogue's answer.

    Raises:
        DialogueBrokenError: it tried to write, or asked more than ten times.
        ReadRefusedError: it could not make sense of the answers.
        ConnectorError: any other that the dialogue or `ask` raised.

    """
    try:
        request = _advance(dialogue, None)
        for _ in range(MAX_REQUESTS):
            if not only_reads(manifest, request):
                raise DialogueBrokenError(f"{manifest.name} tries to {request.method} while reading")
            request = _advance(dialogue, ask(request))
    except StopIteration as done:
        answer: T = done.value
        return answer
    finally:
        dialogue.close()
    raise DialogueBrokenError(f"{manifest.name} asks more than {MAX_REQUESTS} times")


def only_reads(manifest: Manifest, request: Request) -> bool:
    """GET, HEAD, or a POST that the manifest says is safe."""
    if request.method in {"GET", "HEAD"}:
        return True
    return request.method == "POST" and any(_is_safe(safe, request) for safe in manifest.safe_posts)


def _is_safe(safe: SafePost, request: Request) -> bool:
    wanted, given = safe.path.split("/"), request.path.split("/")
    if len(wanted) != len(given) or not all(part in {"*", segment} for part, segment in zip(wanted, given, strict=True)):
        return False
    if safe.pointer is None:
        return True
    try:
        return at(safe.pointer, loads((request.body or "").encode())) in safe.values
    except (MalformedJsonError, KeyError, IndexError, ValueError, TypeError):
        return False


def _advance(dialogue: Generator[Request, Response, object], response: Response | None) -> Request:
    """The dialogue's next request; raises StopIteration with its answer at the end."""
    try:
        return next(dialogue) if response is None else dialogue.send(response)
    except (StopIteration, ConnectorError):
        raise
    except Exception as error:  # vendor code may raise anything
        raise ReadRefusedError(f"the connector cannot make sense of the answer: {type(error).__name__}") from error
