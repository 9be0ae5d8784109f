"""A notifier's mail in the form that mail servers take."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from countersign.sdk.notifiers import Mail


def mime(mail: Mail, sender: str, notice_id: str, *, now: datetime) -> bytes:
    """Text and HTML as alternatives. The `Message-ID` is the notice's, so that a mail which comes twice can be known."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{notice_id}@{sender.rpartition('@')[2]}>"
    # Keeps holiday replies away (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message.as_bytes()
