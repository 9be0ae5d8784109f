"""A mail server on the loopback that says what it is told and keeps what it took."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from countersign.local.ports import LOOPBACK, free_port


@dataclass
class PostOffice:
    """`replies` are given to the next mails, before they are taken; `hang_up` ends the connection in the middle of one."""

    port: int
    replies: list[str] = field(default_factory=list)
    hang_up: bool = False
    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  the library's name
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        if self.hang_up:
            server.transport.close()
            return "421 gone"
        if self.replies:
            return self.replies.pop(0)
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


@contextmanager
def post_office(**how: Any) -> Iterator[PostOffice]:
    """Open for as long as the block runs; `how` is handed to the library's controller."""
    office = PostOffice(port=free_port())
    controller = Controller(office, hostname=LOOPBACK, port=office.port, **how)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def only(user: str, password: str) -> Any:
    """An authenticator that lets one account in."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (user.encode(), password.encode()), handled=False)

    return authenticate


def tls_of_this_machine(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate of its own for 127.0.0.1, and the file that trusts it."""
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "post office")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    trusted, both = folder / "trusted.pem", folder / "server.pem"
    trusted.write_bytes(certificate.public_bytes(Encoding.PEM))
    both.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + trusted.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, trusted
