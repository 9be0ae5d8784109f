"""The company's mail server: takes whatever is sent to its people, and keeps it for whoever may read it."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from countersign.local.ports import LOOPBACK, free_port
from countersign.local.sandbox.documents import Documents
from countersign.local.sandbox.seeding import stamp

SERVER = "mail-server"


class MailRoom:
    """SMTP on the loopback, without TLS or sign-in; where, is among the company's settings."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._port = free_port()
        self._controller = Controller(self, hostname=LOOPBACK, port=self._port)

    def open(self) -> None:
        self._controller.start()
        self._documents.put("setting", SERVER, {"host": LOOPBACK, "port": self._port})

    def close(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        message = message_from_bytes(envelope.content, policy=default)
        mail_id = self._documents.next_id("MAIL")
        kept = {"id": mail_id, "at": stamp(datetime.now(UTC)), "from": envelope.mail_from, "to": envelope.rcpt_tos}
        self._documents.put("mail", mail_id, {**kept, "subject": str(message["Subject"]), "text": _part(message, "plain")})
        return "250 taken"


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
