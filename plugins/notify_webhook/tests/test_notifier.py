import json

import pytest
from countersign_notify_webhook.notifier import NotifyWebhook

from countersign.sdk import Response
from countersign.sdk.notifiers import Notice, Refused, Sent, TryLater

NOTIFIER = NotifyWebhook()


def test_the_payload(notice: Notice) -> None:
    assert json.loads(NOTIFIER.prepare(notice).body) == {
        "type": "approval.requested",
        "timestamp": "2026-11-18T12:00:00Z",
        "data": {
            "case_id": "C-AAAABBBBCCCCDDDD",
            "amount_minor": 12_000,
            "policies": ["refund.supervisor"],
            "link": "https://hub.example/v1/console/approvals/1?a=1&b=2",
        },
    }


def test_the_same_notice_has_the_same_bytes(notice: Notice) -> None:
    assert NOTIFIER.prepare(notice) == NOTIFIER.prepare(notice.model_copy())


@pytest.mark.parametrize(
    ("response", "meaning"),
    [
        (Response(status=204), Sent()),
        (Response(status=503, headers={"retry-after": "120"}), TryLater(code="http_503", retry_after_seconds=120)),
        (Response(status=410), Refused(code="http_410")),
    ],
)
def test_answers(response: Response, meaning: object) -> None:
    assert NOTIFIER.interpret(response) == meaning
