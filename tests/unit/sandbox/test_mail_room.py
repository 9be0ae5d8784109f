import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.unit.sandbox.company_at_work import CompanyAtWork

from countersign.adapters.mime import mime
from countersign.local.sandbox.mail_room import MailRoom
from countersign.sdk.notifiers import Mail

SENDER = "countersign@larkfield.example"


@pytest.fixture
def mailed(company: CompanyAtWork) -> Iterator[CompanyAtWork]:
    """The company with its mail room open, and a mail each to two people."""
    mail_room = MailRoom(company.documents)
    mail_room.open()
    server = company.ask("GET", "", "/mail-server").body
    for name in ("sam", "rosa"):
        mail = Mail(to=f"{name}@larkfield.example", subject="Grüße", text="Straße\nhttps://hub.example/x\n", html="<p>Straße</p>")
        with smtplib.SMTP(server["host"], server["port"], timeout=5) as line:
            line.sendmail(SENDER, [mail.to], mime(mail, SENDER, "0" * 32, now=datetime(2026, 11, 18, tzinfo=UTC)))
    yield company
    mail_room.close()


def test_what_was_mailed_can_be_read_in_order(mailed: CompanyAtWork) -> None:
    first, second = mailed.ask("GET", "", "/mails").body["mails"]
    assert (first["id"], first["from"], first["to"], first["subject"]) == ("MAIL-0001", SENDER, ["sam@larkfield.example"], "Grüße")
    assert first["text"].split() == ["Straße", "https://hub.example/x"]
    assert second["to"] == ["rosa@larkfield.example"]


def test_one_persons_mails_can_be_asked_for(mailed: CompanyAtWork) -> None:
    answer = mailed.ask("GET", "", "/mails", query={"to": "rosa@larkfield.example"})
    assert [mail["id"] for mail in answer.body["mails"]] == ["MAIL-0002"]


@pytest.mark.parametrize("path", ["/mails", "/mail-server"])
def test_others_mail_is_the_administrators_to_read(mailed: CompanyAtWork, path: str) -> None:
    assert mailed.ask("GET", "", path, token=mailed.tokens.write["crm"]).status == 401
