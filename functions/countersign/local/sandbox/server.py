"""The company's front door: HTTP/1.1 on the loopback."""

import json
import secrets
import socket
import struct
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from countersign.local.sandbox.access import SYSTEMS
from countersign.local.sandbox.company import Company
from countersign.local.sandbox.exchange import Call, RefusedError, Reply
from countersign.local.sandbox.faults import FaultKind
from countersign.local.sandbox.front_desk import Answer, attend
from countersign.sdk import MalformedJsonError, loads_object

_MAX_BODY = 256 * 1024


class Server(ThreadingHTTPServer):
    """Ends at once when told to, whatever fault is still being acted out."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, company: Company) -> None:
        super().__init__(("127.0.0.1", port), Door)
        self.company = company
        self.closing = threading.Event()


class Door(BaseHTTPRequestHandler):
    """Reads a call, gives the answer, and acts out what goes wrong on the line."""

    protocol_version = "HTTP/1.1"
    server_version = "Larkfield"
    sys_version = ""
    # Head and body in one packet: in two, the second waits 40 ms for the other side's delayed acknowledgement.
    wbufsize = -1
    server: Server

    def do_GET(self) -> None:
        self._attend()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  the library's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Stay silent: the journal says it all."""

    def _attend(self) -> None:
        request_id = f"req_{secrets.token_hex(8)}"
        if self.path == "/health":
            self._give(Reply(200, {"status": "ok"}), request_id)
            return
        try:
            call = self._call(request_id)
        except RefusedError as error:
            self.close_connection = True
            self._give(error.reply, request_id)
            return
        fault = self.server.company.faults.take(call)
        if fault is not None and fault.kind is FaultKind.SLOW:
            self.server.closing.wait(fault.seconds)
        self._act_out(attend(self.server.company, call, fault), request_id)

    def _call(self, request_id: str) -> Call:
        address = urlsplit(self.path)
        system, _, rest = address.path.removeprefix("/").partition("/")
        if system not in SYSTEMS:
            system, rest = "", address.path.removeprefix("/")
        raw_body = self._read_body()
        try:
            body = loads_object(raw_body) if raw_body else {}
        except MalformedJsonError as error:
            raise RefusedError(400, "malformed", f"the body cannot be read: {error}") from error
        return Call(
            method=self.command,
            system=system,
            path="/" + unquote(rest),
            query=dict(parse_qsl(address.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            raw_body=raw_body,
            body=body,
            request_id=request_id,
            now=datetime.now(UTC),
        )

    def _read_body(self) -> bytes:
        length = self.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > _MAX_BODY:
            raise RefusedError(413, "too_large", f"a body has at most {_MAX_BODY} bytes")
        return self.rfile.read(int(length))

    def _act_out(self, answer: Answer, request_id: str) -> None:
        kind = answer.fault.kind if answer.fault else None
        if answer.fault and kind is FaultKind.TIMEOUT_AFTER_EFFECT:
            self.server.closing.wait(answer.fault.seconds)
            self.close_connection = True
        elif kind is FaultKind.RESET:
            # Lingering for zero seconds makes close() send a reset instead of a farewell.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
        elif kind is FaultKind.TRUNCATED:
            self.close_connection = True
            self._give(answer.reply, request_id, share=2)
        else:
            self._give(answer.reply, request_id)

    def _give(self, reply: Reply, request_id: str, *, share: int = 1) -> None:
        """Write the reply; with `share` n only the first n-th of the body that the headers promise."""
        body = json.dumps(reply.body, ensure_ascii=False).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("content-type", "application/json; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.send_header("x-request-id", request_id)
        self.end_headers()
        self.wfile.write(body[: len(body) // share])
