"""localstripe on the loopback: Stripe's wire format without what protects a refund there. And a line that loses answers."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from tests.servers.running import running

from countersign.local.ports import LOOPBACK, free_port

TOKEN = "sk_test_larkfield"
_CARD = {"card[number]": "4242424242424242", "card[exp_month]": "12", "card[exp_year]": "2030", "card[cvc]": "123"}


@dataclass(frozen=True)
class Sale:
    """Who paid how much, and the charge that took it."""

    customer_id: str
    charge_id: str
    amount_minor: int


@dataclass(frozen=True)
class Provider:
    """What one sees there without the hub."""

    url: str

    def sell(self, amount_minor: int) -> Sale:
        """A new customer pays by card."""
        customer = self._post("customers", description="Greta")["id"]
        method = self._post("payment_methods", type="card", **_CARD)["id"]
        self._post(f"payment_methods/{method}/attach", customer=customer)
        charge = self._post("charges", amount=str(amount_minor), currency="eur", customer=customer, source=method)
        return Sale(customer, charge["id"], amount_minor)

    def refunds(self, sale: Sale) -> list[int]:
        """The amounts that went back."""
        read = httpx.get(f"{self.url}/v1/refunds", params={"charge": sale.charge_id, "limit": "100"}, auth=(TOKEN, ""), trust_env=False)
        return [refund["amount"] for refund in read.raise_for_status().json()["data"]]

    def _post(self, path: str, **form: str) -> dict[str, Any]:
        done = httpx.post(f"{self.url}/v1/{path}", data=form, auth=(TOKEN, ""), trust_env=False)
        made: dict[str, Any] = done.raise_for_status().json()
        return made


@contextmanager
def payment_provider(home: Path) -> Iterator[Provider]:
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("loopback_only.py")), "localstripe", "--port", str(port), "--from-scratch"]
    with running("localstripe", command, port=port, path="/js.stripe.com/v3/", home=home) as url:
        yield Provider(url)


@dataclass
class LossyLine:
    """`url` leads to `to`; of the next `loses` requests that write, the answer does not come back."""

    to: str
    url: str = ""
    loses: int = 0
    passed_on: list[str] = field(default_factory=list)

    def pass_on(self, request: httpx.Request) -> httpx.Response | None:
        """None where the answer is lost."""
        with httpx.Client(trust_env=False) as client:
            answer = client.send(request)
        self.passed_on.append(request.method)
        if request.method == "GET" or not self.loses:
            return answer
        self.loses -= 1
        return None


@contextmanager
def lossy_line(to: str) -> Iterator[LossyLine]:
    line = LossyLine(to)
    server = ThreadingHTTPServer((LOOPBACK, 0), type("Door", (_Door,), {"line": line}))
    line.url = f"http://{LOOPBACK}:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Door(BaseHTTPRequestHandler):
    line: LossyLine

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        answer = self.line.pass_on(httpx.Request(self.command, self.line.to + self.path, headers=headers, content=sent))
        if answer is None:
            return
        self.send_response(answer.status_code)
        self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_POST = do_GET  # noqa: N815  the library's names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Stay silent."""
