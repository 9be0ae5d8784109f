"""Where the sandbox company's webhooks arrive."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from countersign.sdk import RawWebhook


class Mailbox(HTTPServer):
    """Takes webhooks in; refuses the first `refusals` of them."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Flap)
        self.refusals = 0
        self.taken: list[RawWebhook] = []
        self.arrived = threading.Semaphore(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks/main/sandbox_ticketing"

    def wait_for(self, count: int) -> list[RawWebhook]:
        for _ in range(count):
            assert self.arrived.acquire(timeout=10)
        return self.taken


class _Flap(BaseHTTPRequestHandler):
    server: Mailbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        refused = len(self.server.taken) < self.server.refusals
        self.server.taken.append(RawWebhook(headers=headers, body=body, url=self.server.url))
        self.send_response(503 if refused else 202)
        self.end_headers()
        self.server.arrived.release()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Stay silent."""


@contextmanager
def open_mailbox(port: int = 0) -> Iterator[Mailbox]:
    with Mailbox(port) as mailbox:
        thread = threading.Thread(target=mailbox.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield mailbox
        finally:
            mailbox.shutdown()
            thread.join(timeout=5)
