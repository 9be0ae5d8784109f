"""A Request Tracker on the loopback: software nobody here wrote, with the fields of plugins/request_tracker/rt put in."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.servers.running import running

from countersign.local.ports import LOOPBACK, free_port

CUSTOMER = "greta@mail.example"
_FIELDS = Path(__file__).parents[2] / "plugins" / "request_tracker" / "rt" / "countersign.initialdata"
_COMPANY = Path(__file__).with_name("request_tracker") / "company.initialdata"
_SERVER = "/usr/share/request-tracker5/libexec/rt-server"
_SETTINGS = """\
Set($rtname, 'larkfield.example');
Set($Organization, 'larkfield.example');
Set($CorrespondAddress, 'help@larkfield.example');
Set($CommentAddress, 'notes@larkfield.example');
Set($WebPath, '');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{home}/rtdb');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '{home}/keep-mail');
Set($MasonDataDir, '{home}/mason');
Set($MasonSessionDir, '{home}/session');
1;
"""


@dataclass(frozen=True)
class Desk:
    """`token` is the hub's."""

    url: str
    home: Path
    token: str

    @property
    def mails(self) -> str:
        """What it would have sent."""
        kept = self.home / "mails"
        return kept.read_text(errors="replace") if kept.exists() else ""

    def write_in(self, text: str) -> str:
        """A new ticket of the customer's; its number."""
        form = {"Queue": "orders", "Subject": "Gießkanne", "Requestor": CUSTOMER, "Content": text, "ContentType": "text/plain"}
        answer = httpx.post(f"{self.url}/REST/2.0/ticket", json=form, headers=self._headers, trust_env=False, timeout=20)
        return str(answer.raise_for_status().json()["id"])

    def put(self, ticket_id: str, **changes: Any) -> None:
        """What a colleague changes meanwhile."""
        path = f"{self.url}/REST/2.0/ticket/{ticket_id}"
        httpx.put(path, json=changes, headers=self._headers, trust_env=False, timeout=20).raise_for_status()

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"token {self.token}"}


@contextmanager
def request_tracker(home: Path) -> Iterator[Desk]:
    """A new database, which takes some seconds."""
    port = free_port()
    token = home / "token"
    environment = {
        "PATH": f"/usr/sbin:/usr/bin:/sbin:/bin:{os.environ.get('PATH', os.defpath)}",
        "RT_SITE_CONFIG": str(home / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": str(home / "none"),
        "COUNTERSIGN_TOKEN_FILE": str(token),
    }
    _make(home, port, environment)
    command = [_SERVER, "--host", LOOPBACK, "--port", str(port)]
    with running("Request Tracker", command, port=port, path="/static/images/favicon.png", home=home, more=environment) as url:
        yield Desk(url, home, token.read_text())


def _make(home: Path, port: int, environment: Mapping[str, str]) -> None:
    for folder in ("none", "mason", "session"):
        (home / folder).mkdir()
    (home / "RT_SiteConfig.pm").write_text(_SETTINGS.format(port=port, home=home))
    keep = home / "keep-mail"
    keep.write_text(f"#!/bin/sh\nexec cat >>'{home}/mails'\n")
    keep.chmod(0o700)
    for words in (["init", "--dba", "", "--dba-password", ""], *(["insert", "--datafile", str(file)] for file in (_FIELDS, _COMPANY))):
        with (home / "made").open("ab") as log:
            command = ["rt-setup-database-5", "--action", *words]
            subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603  RT's own command
