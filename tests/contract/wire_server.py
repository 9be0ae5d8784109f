"""A server that says exactly the bytes it is told, on the loopback."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class WireServer:
    """`heard` holds the raw requests, one for each connection."""

    port: int
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"


Talk = Callable[[socket.socket], None]


def saying(*parts: bytes, pause_seconds: float = 0) -> Talk:
    """Send the parts one after the other, pausing before each but the first."""

    def talk(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause_seconds)

    return talk


def resetting(*parts: bytes) -> Talk:
    """Send the parts, then forget the connection: the other side is reset."""

    def talk(connection: socket.socket) -> None:
        saying(*parts)(connection)
        # Lingering for no time is how a socket says RST instead of FIN.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return talk


def answering(body: bytes, *, status: str = "200 OK", **headers: str) -> Talk:
    fields = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *fields]
    return saying("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


@contextmanager
def wire_server(talk: Talk, *, tls: ssl.SSLContext | None = None) -> Iterator[WireServer]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = WireServer(listener.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.connections += 1
            # The transport may hang up, which is what some tests are about.
            with suppress(OSError), connection if tls is None else tls.wrap_socket(connection, server_side=True) as line:
                server.heard.append(_request(line))
                talk(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        # Wakes accept(), which close() alone would leave waiting.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def _request(connection: socket.socket) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += connection.recv(65_536)
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < sum(lengths):
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body
