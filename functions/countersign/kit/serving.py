"""A fake on the loopback, for what speaks HTTP only: a vendor's own SDK, or the hub's own transport."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from countersign.kit.system import Target
from countersign.sdk.contract import Request


@contextmanager
def serving(target: Target) -> Iterator[str]:
    """The address at which `target` answers while this is open; one request at a time, as a fake expects."""
    server = _Server(target)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, target: Target) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.target = target
        self.one_at_a_time = threading.Lock()


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        request = Request.model_construct(
            method=self.command,  # type: ignore[arg-type]  # what HTTP clients send is not the contract's to limit
            path=parts.path,
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers=tuple((name.lower(), value) for name, value in self.headers.items()),
            body=body.decode() if body else None,
        )
        with self.server.one_at_a_time:
            response = self.server.target.respond(request)
        self.send_response_only(response.status)
        # A fake may have a clock of its own: two dates would be none.
        for name, value in {"date": self.date_time_string(), **response.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  the library's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Stay silent."""
