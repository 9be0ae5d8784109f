import pytest
from countersign_notify_email.notifier import NotifyEmail

from countersign.sdk import Response
from countersign.sdk.notifiers import Notice, Refused, Sent, TryLater

NOTIFIER = NotifyEmail()


def test_a_mail_goes_to_the_person_and_says_it_in_plain_text(notice: Notice) -> None:
    mail = NOTIFIER.prepare(notice)

    assert (mail.to, mail.subject) == ("sam@larkfield.example", notice.headline)
    assert mail.text.splitlines()[:6] == [
        "Approval needed: refund.issue, 120.00 EUR",
        "",
        "Amount: 120.00 EUR",
        "Asked by: Refunds > 100 & <new> customers",
        "",
        "Read and answer:",
    ]
    assert "\nhttps://hub.example/v1/console/approvals/1?a=1&b=2\n" in mail.text


def test_the_html_says_the_same_escaped_and_fetches_nothing(notice: Notice) -> None:
    html = NOTIFIER.prepare(notice).html

    assert "Refunds &gt; 100 &amp; &lt;new&gt; customers" in html
    assert '<a href="https://hub.example/v1/console/approvals/1?a=1&amp;b=2">Read and answer</a>' in html
    assert not any(fetched in html for fetched in ("<img", "src=", "<link", "<script", "url("))


def test_a_mail_without_a_person_cannot_be_made(notice: Notice) -> None:
    with pytest.raises(ValueError, match="one person"):
        NOTIFIER.prepare(notice.model_copy(update={"person": None}))


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(250, Sent()), (251, Sent()), (421, TryLater(code="smtp_421")), (451, TryLater(code="smtp_451")), (550, Refused(code="smtp_550"))],
)
def test_reply_codes(status: int, meaning: object) -> None:
    assert NOTIFIER.interpret(Response(status=status)) == meaning
