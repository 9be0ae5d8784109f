"""What the hub makes of a line that goes wrong: the real transport and the real step, against a system that may have acted."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from countersign_sandbox_payments.fake import PaymentsFake
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.builders import CASE_ID, TENANT, make_action
from tests.contract.fault_server import FAULTS, fault_server
from tests.contract.wire_server import WireServer, answering, wire_server
from tests.world import World, catalogue

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.line import Line
from countersign.errors import ConnectorBusyError, EffectUnknownError
from countersign.model.case import CaseRef
from countersign.model.effect import Attempt, AttemptState
from countersign.ports import Power
from countersign.sdk import ReadRefusedError, ReadUnavailableError
from countersign.steps import execute as step
from countersign.steps.execute import Executor, execute

REFUND = make_action(2_000)
REF = CaseRef(tenant=TENANT, case_id=CASE_ID)
SECONDS = 0.4
ALWAYS = 1_000
# What is no good answer, but an answer: nobody asks again.
REFUSED_READS = {"longer than it says", "redirected elsewhere"}


@dataclass(frozen=True)
class Reachable:
    base_url: str

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:  # noqa: ARG002  one account
        return {"base_url": self.base_url, "token": "s3cret"}

    def forget(self, tenant: str, connector: str, power: Power) -> None:
        """Nothing is kept."""


def transport_to(base_url: str) -> HttpTransport:
    return HttpTransport(Reachable(base_url), Line(loopback=True))


@pytest.fixture
def world() -> World:
    """A warranted refund."""
    world = World()
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    return world


@pytest.fixture
def _hurried_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "SEND_SECONDS", SECONDS)


@pytest.fixture
def _hurried_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "LOOK_UP_SECONDS", SECONDS)


def pay_back(world: World, base_url: str) -> Attempt:
    return execute(Executor(world.store, catalogue(), transport_to(base_url)), REF, REFUND.digest, now=world.now)


def posts(server: WireServer) -> int:
    return sum(heard.startswith(b"POST") for heard in server.heard)


@pytest.mark.usefixtures("_hurried_send", "_hurried_look_up")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_whose_line_stays_bad_is_unknown_and_sent_once(fault: str, world: World) -> None:
    """I2, I14."""
    system = PaymentsFake()
    with fault_server(system, FAULTS[fault], times=ALWAYS) as server:
        with pytest.raises(EffectUnknownError):
            pay_back(world, server.url)
        with pytest.raises(EffectUnknownError):
            pay_back(world, server.url)

    assert posts(server) == 1
    assert len(system.effects) == FAULTS[fault].acts


@pytest.mark.usefixtures("_hurried_send")
@pytest.mark.parametrize("fault", [name for name, fault in FAULTS.items() if fault.acts])
def test_an_effect_whose_answer_was_lost_is_found_and_not_sent_again(fault: str, world: World) -> None:
    system = PaymentsFake()
    with fault_server(system, FAULTS[fault], times=1) as server:
        attempt = pay_back(world, server.url)

    assert (attempt.state, attempt.vendor_id) == (AttemptState.DONE, system.effects[0].id)
    assert (posts(server), len(system.effects)) == (1, 1)


@pytest.mark.parametrize("fault", [name for name, fault in FAULTS.items() if not fault.acts])
def test_what_is_looked_up_and_is_not_there_may_be_sent_again(fault: str, world: World) -> None:
    system = PaymentsFake()
    with fault_server(system, FAULTS[fault], times=1) as server:
        with pytest.raises(ConnectorBusyError):
            pay_back(world, server.url)
        assert pay_back(world, server.url).state is AttemptState.DONE

    assert len(system.effects) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_over_a_bad_line_tells_nothing(fault: str) -> None:
    connector = catalogue().connector("order.read")
    with fault_server(PaymentsFake(), FAULTS[fault], times=ALWAYS) as server:
        with pytest.raises(ReadRefusedError if fault in REFUSED_READS else ReadUnavailableError):
            transport_to(server.url).converse(
                TENANT, connector, connector.read("order.read", {"order_id": "ORD-1001"}), deadline_seconds=SECONDS
            )
        assert len(server.heard) == 1


def certified(folder: Path, host: str) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate for `host` that nobody has vouched for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    certificate = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False).sign(key, SHA256())
    file = folder / "server.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_system_nobody_vouches_for_is_told_nothing_and_may_be_tried_again(world: World, tmp_path: Path) -> None:
    with wire_server(answering(b"{}"), tls=certified(tmp_path, "localhost")) as server:
        with pytest.raises(ConnectorBusyError):
            pay_back(world, server.url.replace("http://127.0.0.1", "https://localhost"))
        assert (server.connections, server.heard) == (1, [])


@pytest.mark.usefixtures("_hurried_send")
def test_a_system_that_does_not_finish_the_handshake_is_told_nothing(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(ConnectorBusyError):
            pay_back(world, address)


def test_nobody_at_home_is_told_nothing(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ConnectorBusyError):
        pay_back(world, address)
