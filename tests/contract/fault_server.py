"""A system on the loopback whose line goes wrong in ways that no server does on purpose, before or after it has acted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import socket
from urllib.parse import parse_qsl, urlsplit

from tests.contract.wire_server import Talk, WireServer, answering, resetting, saying, wire_server

from countersign.sdk import Request, Response
from countersign.sdk.conformance import FakeSystem

Say = Callable[[bytes], Talk]


@dataclass(frozen=True)
class Fault:
    """`say` makes of the honest answer what the other side gets; a system that does not act has none."""

    acts: bool
    say: Say


def _head(honest: bytes) -> bytes:
    return honest.partition(b"\r\n\r\n")[0]


def _body(honest: bytes) -> bytes:
    return honest.partition(b"\r\n\r\n")[2]


def _claiming(*lengths: str) -> Say:
    """The honest body under another `content-length`."""
    fields = "".join(f"content-length: {length}\r\n" for length in lengths)
    return lambda honest: saying(f"HTTP/1.1 201 Created\r\n{fields}\r\n".encode() + _body(honest))


def _dripping(honest: bytes) -> Talk:
    return saying(_head(honest) + b"\r\n\r\n", *(bytes([byte]) for byte in _body(honest)), pause_seconds=0.02)


FAULTS = {
    "reset before it acts": Fault(acts=False, say=lambda _: resetting()),
    "hung up before it acts": Fault(acts=False, say=lambda _: saying()),
    "garbage for HTTP, and nothing done": Fault(acts=False, say=lambda _: saying(b"SSH-2.0-OpenSSH_9.2\r\n")),
    "reset after it acted": Fault(acts=True, say=lambda _: resetting()),
    "reset within the answer": Fault(acts=True, say=lambda honest: resetting(honest[:-5])),
    "hung up after it acted": Fault(acts=True, say=lambda _: saying()),
    "garbage for HTTP": Fault(acts=True, say=lambda _: saying(b"\x00\xff what?\r\n\r\n")),
    "dripping beyond the deadline": Fault(acts=True, say=_dripping),
    "truncated": Fault(acts=True, say=lambda honest: saying(honest[:-5])),
    "truncated in a chunk": Fault(
        acts=True, say=lambda honest: saying(b"HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nfff\r\n" + _body(honest))
    ),
    "longer than it says": Fault(acts=True, say=_claiming("9")),
    "shorter than it says": Fault(acts=True, say=_claiming("100000")),
    "of two lengths": Fault(acts=True, say=_claiming("9", "10")),
    "of a length below nothing": Fault(acts=True, say=_claiming("-1")),
    "of a length that is no number": Fault(acts=True, say=_claiming("many")),
    "huge": Fault(acts=True, say=lambda _: answering(b'{"id":"' + b"x" * 2 * 1024 * 1024 + b'"}', status="201 Created")),
    "of endless headers": Fault(
        acts=True, say=lambda _: saying(b"HTTP/1.1 201 Created\r\n", *[b"x-more: " + b"x" * 4_000 + b"\r\n"] * 100)
    ),
    "redirected elsewhere": Fault(acts=True, say=lambda _: answering(b"", status="307 Temporary Redirect", location="/refunds")),
}


@contextmanager
def fault_server(system: FakeSystem, fault: Fault, *, times: int) -> Iterator[WireServer]:
    """`system` on the loopback, whose first requests, `times` of them, meet `fault`."""

    def talk(connection: socket) -> None:
        bad = len(server.heard) <= times
        honest = _answer(system, server.heard[-1]) if fault.acts or not bad else b""
        (fault.say(honest) if bad else saying(honest))(connection)

    with wire_server(talk) as server:
        yield server


def _answer(system: FakeSystem, heard: bytes) -> bytes:
    head, _, body = heard.decode().partition("\r\n\r\n")
    first, *fields = head.split("\r\n")
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    request = Request.model_validate(
        {
            "method": method,
            "path": parts.path.removeprefix("/api"),
            "query": tuple(parse_qsl(parts.query)),
            "headers": tuple(tuple(field.split(": ", 1)) for field in fields),
            "body": body or None,
        }
    )
    return _written(system.respond(request))


def _written(response: Response) -> bytes:
    return f"HTTP/1.1 {response.status} It\r\ncontent-length: {len(response.body)}\r\n\r\n".encode() + response.body
