import json

import pytest
from countersign_notify_teams.notifier import NotifyTeams

from countersign.sdk import Response
from countersign.sdk.notifiers import Notice, Refused, Sent, TryLater

NOTIFIER = NotifyTeams()
THROTTLED = b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId 1."


def test_the_message_holds_one_adaptive_card(notice: Notice) -> None:
    assert json.loads(NOTIFIER.prepare(notice).body) == {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": [
                        {"type": "TextBlock", "text": notice.headline, "size": "Medium", "weight": "Bolder", "wrap": True},
                        {
                            "type": "FactSet",
                            "facts": [
                                {"title": "Amount", "value": "120.00 EUR"},
                                {"title": "Asked by", "value": "Refunds > 100 & <new> customers"},
                            ],
                        },
                    ],
                    "actions": [
                        {"type": "Action.OpenUrl", "title": "Read and answer", "url": "https://hub.example/v1/console/approvals/1?a=1&b=2"}
                    ],
                },
            }
        ],
    }


@pytest.mark.parametrize(
    ("response", "meaning"),
    [
        (Response(status=200, body=b"1"), Sent()),
        (Response(status=202), Sent()),
        (Response(status=200, body=THROTTLED), TryLater(code="http_429")),
        (Response(status=200, body=THROTTLED.replace(b"429", b"404")), Refused(code="http_404")),
        (Response(status=502), TryLater(code="http_502")),
        (Response(status=400), Refused(code="http_400")),
    ],
)
def test_answers(response: Response, meaning: object) -> None:
    assert NOTIFIER.interpret(response) == meaning
