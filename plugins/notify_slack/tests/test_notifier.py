import json

import pytest
from countersign_notify_slack.notifier import NotifySlack

from countersign.sdk import Response
from countersign.sdk.notifiers import Detail, Notice, Refused, Sent, TryLater

NOTIFIER = NotifySlack()


def test_the_message_in_block_kit(notice: Notice) -> None:
    assert json.loads(NOTIFIER.prepare(notice).body) == {
        "text": "Approval needed: refund.issue, 120.00 EUR",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Approval needed: refund.issue, 120.00 EUR", "emoji": False}},
            {
                "type": "section",
                "fields": [
                    {"type": "plain_text", "text": "Amount\n120.00 EUR", "emoji": False},
                    {"type": "plain_text", "text": "Asked by\nRefunds &gt; 100 &amp; &lt;new&gt; customers", "emoji": False},
                ],
            },
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "<https://hub.example/v1/console/approvals/1?a=1&amp;b=2|Read and answer>"},
            },
        ],
    }


def test_no_section_has_more_fields_than_slack_takes(notice: Notice) -> None:
    details = tuple(Detail(title=str(number), value="x") for number in range(23))
    long = notice.model_copy(update={"details": details, "link": None})

    _, *sections = json.loads(NOTIFIER.prepare(long).body)["blocks"]

    assert [len(section["fields"]) for section in sections] == [10, 10, 3]


@pytest.mark.parametrize(
    ("response", "meaning"),
    [
        (Response(status=200, body=b"ok"), Sent()),
        (Response(status=429, headers={"retry-after": "30"}), TryLater(code="http_429", retry_after_seconds=30)),
        (Response(status=500, body=b"rollup_error"), TryLater(code="http_500")),
        (Response(status=400, body=b"invalid_payload"), Refused(code="http_400")),
        (Response(status=404, body=b"channel_not_found"), Refused(code="http_404")),
        (Response(status=302), Refused(code="http_302")),
    ],
)
def test_answers(response: Response, meaning: object) -> None:
    assert NOTIFIER.interpret(response) == meaning
