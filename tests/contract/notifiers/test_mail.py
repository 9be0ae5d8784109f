"""Mails as they are handed over, to a real mail server on the loopback and to SES on moto."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends
from tests.contract.notifiers.post_office import PostOffice, only, post_office, tls_of_this_machine
from tests.contract.stores.aws import REGION, client, pretended_aws

from countersign.adapters.courier import NoticeCourier
from countersign.local.ports import free_port
from countersign.ports import MaybeSentError, NotSentError, Power
from countersign.sdk.notifiers import Mail, NotifierManifest

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NOTICE_ID = "0123456789abcdef0123456789abcdef"
MANIFEST = NotifierManifest(name="mail", version="1.0.0", contract=1, title="Mail", audience="person", carrier="mail")
LONG = "https://hub.example/v1/links/main/" + "x" * 1_200
MAIL = Mail(to="sam@larkfield.example", subject="Grüße: 120 €", text=f"Straße\n{LONG}\n", html=f"<p>Straße <a href='{LONG}'>here</a></p>")


class OneSecret:
    def __init__(self, secret: Mapping[str, Any]) -> None:
        self.secret = secret

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:
        assert (tenant, connector, power) == ("main", "mail", "notify")
        return self.secret

    def forget(self, tenant: str, connector: str, power: Power) -> None:
        raise NotImplementedError


def carried(secret: Mapping[str, Any], mail: Mail = MAIL, *, loopback: bool = True) -> int:
    courier = NoticeCourier(OneSecret(secret), "countersign@larkfield.example", lambda: client("sesv2"), loopback=loopback)
    return courier.carry("main", MANIFEST, NOTICE_ID, mail, now=NOW).status


def at(office: PostOffice, **changes: Any) -> dict[str, Any]:
    return {"via": "smtp", "host": "127.0.0.1", "port": office.port, "tls": "none", **changes}


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


def test_a_mail_arrives_whole_in_both_forms(office: PostOffice) -> None:
    assert carried(at(office)) == 250

    (mail,) = office.taken
    assert (mail["From"], mail["To"], mail["Subject"]) == ("countersign@larkfield.example", "sam@larkfield.example", "Grüße: 120 €")
    assert mail["Date"] == "Wed, 18 Nov 2026 12:00:00 +0000"
    assert mail["Message-ID"] == f"<{NOTICE_ID}@larkfield.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = mail.iter_parts()
    assert plain.get_content().splitlines() == MAIL.text.splitlines()
    assert html.get_content().strip() == MAIL.html


@pytest.mark.parametrize("reply", ["451 later", "552 too large"])
def test_the_servers_reply_is_handed_on(office: PostOffice, reply: str) -> None:
    office.replies.append(reply)

    assert carried(at(office)) == int(reply[:3])
    assert office.taken == []


def test_an_unknown_mailbox_is_said_by_its_reply(office: PostOffice) -> None:
    assert carried(at(office), MAIL.model_copy(update={"to": "nobody@larkfield.example"})) == 550


def test_a_line_that_breaks_in_the_middle_leaves_it_in_doubt(office: PostOffice) -> None:
    office.hang_up = True

    with pytest.raises(MaybeSentError):
        carried(at(office))


def test_nobody_at_the_port_means_not_sent() -> None:
    with pytest.raises(NotSentError):
        carried({"via": "smtp", "host": "127.0.0.1", "port": free_port(), "tls": "none"})


@pytest.mark.parametrize("host", ["mail.larkfield.example", "10.0.0.1"])
def test_no_mail_leaves_this_machine_in_the_clear(host: str) -> None:
    with pytest.raises(NotSentError, match="https only"):
        carried({"via": "smtp", "host": host, "port": 25, "tls": "none"})


def test_a_hub_in_the_cloud_finds_no_server_on_its_own_machine(office: PostOffice) -> None:
    with pytest.raises(NotSentError, match="own machine"):
        carried(at(office), loopback=False)


@pytest.mark.parametrize("secret", [{}, {"via": "pigeon"}, {"via": "smtp", "host": "s3cret.example"}, {"via": "smtp", "port": "s3cret"}])
def test_a_secret_that_cannot_be_used_is_not_quoted(secret: dict[str, str]) -> None:
    with pytest.raises(NotSentError, match=r"secret cannot be used: \w+$"):
        carried(secret)


def test_sign_in_happens_inside_tls_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = tls_of_this_machine(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with post_office(tls_context=context, require_starttls=True, authenticator=only("hub", "s3cret"), auth_required=True) as office:
        assert carried(at(office, tls="starttls", user="hub", password="s3cret")) == 250
        with pytest.raises(NotSentError, match="SMTPAuthenticationError"):
            carried(at(office, tls="starttls", user="hub", password="wrong"))
    assert len(office.taken) == 1


def test_a_server_with_a_strangers_certificate_gets_nothing(tmp_path: Path) -> None:
    context, _ = tls_of_this_machine(tmp_path)
    with post_office(tls_context=context, require_starttls=True) as office, pytest.raises(NotSentError, match="SSLCertVerificationError"):
        carried(at(office, tls="starttls"))
    assert office.taken == []


def test_a_server_that_drops_tls_gets_nothing(office: PostOffice) -> None:
    with pytest.raises(NotSentError, match="SMTPNotSupportedError"):
        carried(at(office, tls="starttls"))
    assert office.taken == []


def test_ses_takes_the_same_mail_from_a_sender_it_knows() -> None:
    with pretended_aws():
        assert carried({"via": "ses"}) == 554
        client("sesv2").create_email_identity(EmailIdentity="countersign@larkfield.example")
        assert carried({"via": "ses"}) == 250

        (sent,) = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
        assert set(sent.destinations) == {"sam@larkfield.example"}
        assert f"Message-ID: <{NOTICE_ID}@larkfield.example>" in sent.raw_data
