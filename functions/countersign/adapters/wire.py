"""One HTTP exchange under a hard deadline, and how far it got."""

import logging
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from countersign.ports import MaybeSentError, NotSentError
from countersign.sdk.contract import Response

MAX_ANSWER_BYTES = 1024 * 1024
CONNECT_SECONDS = 3.0


def open_client() -> httpx.Client:
    """A client that adds nothing of its own: no proxy or password file from the environment, no redirect, no connection kept.

    A kept connection may be closed by the other side just as it is used again, which would leave a write in doubt for nothing.
    """
    # httpx logs whole addresses at INFO, and a query may hold personal data or an address be a credential.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return httpx.Client(trust_env=False, follow_redirects=False, limits=httpx.Limits(max_keepalive_connections=0))


def exchange(client: httpx.Client, request: httpx.Request, *, deadline_seconds: float) -> Response:
    """Send once; raises NotSentError while nothing has left, MaybeSentError from the first byte on."""
    with _Line(deadline_seconds) as line:
        request.extensions = {
            **request.extensions,
            "timeout": httpx.Timeout(deadline_seconds, connect=min(CONNECT_SECONDS, deadline_seconds)).as_dict(),
            "trace": line.follow,
        }
        try:
            response = _receive(client.send(request, stream=True))
        except httpx.TransportError as error:
            # The library's class name only: its message may quote what was received.
            what = f"{request.method} failed: {'deadline' if line.cut else type(error).__name__}"
            raise (MaybeSentError(what) if line.sending else NotSentError(what)) from error
        if line.cut:
            # An answer that ends with its connection looks complete when the deadline ends it.
            raise MaybeSentError(f"{request.method} failed: deadline")
        return response


def _receive(answer: httpx.Response) -> Response:
    try:
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise MaybeSentError("the answer is compressed, which was not asked for")
        body = bytearray()
        for chunk in answer.iter_raw():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise MaybeSentError(f"the answer has more than {MAX_ANSWER_BYTES} bytes")
        headers = dict(answer.headers)
        if cookies := answer.headers.get_list("set-cookie"):
            # A cookie's date has a comma, so several cannot be one line.
            headers["set-cookie"] = "\n".join(cookies)
        return Response(status=answer.status_code, headers=headers, body=bytes(body))
    finally:
        answer.close()


class _Line:
    """Watches one exchange: notes when sending begins, and cuts the connection at the deadline.

    httpx bounds each read, not their sum: a system that drips a byte at a time would hold a function until it is killed.
    """

    def __init__(self, deadline_seconds: float) -> None:
        self.sending = False
        self.cut = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(deadline_seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()

    def follow(self, event: str, details: Mapping[str, Any]) -> None:
        """Httpcore's trace extension: called at the start and the end of each phase."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._socket = details["return_value"].get_extra_info("socket")
            if self.cut:
                self._hang_up()
        elif event == "http11.send_request_headers.started":
            self.sending = True

    def _cut(self) -> None:
        self.cut = True
        self._hang_up()

    def _hang_up(self) -> None:
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # The other side has closed it already.
