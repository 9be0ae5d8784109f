"""One mail to one person by SMTP, over TLS but on this machine itself."""

import smtplib
import ssl
from typing import Annotated, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field

from countersign.adapters.addresses import require_reachable
from countersign.ports import MaybeSentError, NotSentError
from countersign.sdk.contract import Response

_SECONDS = 10.0


class SmtpServer(BaseModel):
    """Where and how the secret says that mail is handed over."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    via: Literal["smtp"]
    host: str
    port: Annotated[int, Field(ge=1, le=65_535)]
    tls: Literal["starttls", "implicit", "none"]
    user: str | None = None
    password: str | None = None


def send(server: SmtpServer, sender: str, to: str, message: bytes, *, loopback: bool) -> Response:
    """The server's reply code; raises NotSentError before the mail was begun, MaybeSentError when the line breaks after that."""
    # The rule for web addresses, in their terms: beyond this machine nothing goes without TLS.
    require_reachable(httpx.URL(scheme="http" if server.tls == "none" else "https", host=server.host), loopback=loopback)
    try:
        line = _connected(server)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSentError(f"the mail server cannot be used: {type(error).__name__}") from error
    with line:
        return Response(status=_reply(line, sender, to, message))


def _connected(server: SmtpServer) -> smtplib.SMTP:
    if server.tls == "implicit":
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=ssl.create_default_context())
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    try:
        if server.tls == "starttls":
            line.starttls(context=ssl.create_default_context())
        if server.user is not None:
            line.login(server.user, server.password or "")
    except BaseException:
        line.close()
        raise
    return line


def _reply(line: smtplib.SMTP, sender: str, to: str, message: bytes) -> int:
    try:
        line.sendmail(sender, [to], message)
    except smtplib.SMTPRecipientsRefused as refused:
        return refused.recipients[to][0]
    except smtplib.SMTPResponseException as refused:
        return refused.smtp_code
    except (OSError, smtplib.SMTPException) as error:
        raise MaybeSentError(f"the mail server went away: {type(error).__name__}") from error
    return 250
