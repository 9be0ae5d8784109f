import json
import re
from typing import Any

from countersign.sdk import Response
from countersign.sdk.deliveries import posted
from countersign.sdk.notifiers import NOTIFIER_CONTRACT_VERSION, Delivery, Notice, NotifierManifest, Post

# The connector for incoming webhooks says 200 and hides what Teams answered in the text.
_HIDDEN_FAILURE = re.compile(rb"HTTP error (\d{3})")
MANIFEST = NotifierManifest(
    name="notify_teams",
    version="0.1.0",
    contract=NOTIFIER_CONTRACT_VERSION,
    title="Microsoft Teams",
    audience="room",
    carrier="post",
    hosts=("*.webhook.office.com", "*.logic.azure.com", "*.api.powerplatform.com"),
)


class NotifyTeams:
    manifest = MANIFEST

    def prepare(self, notice: Notice) -> Post:
        """A message with one Adaptive Card, which incoming webhooks and workflows both take."""
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": _card(notice)}
        return Post(body=json.dumps({"type": "message", "attachments": [attachment]}, sort_keys=True, ensure_ascii=False))

    def interpret(self, response: Response) -> Delivery:
        hidden = _HIDDEN_FAILURE.search(response.body)
        return posted(response.model_copy(update={"status": int(hidden[1])}) if hidden else response)


def _card(notice: Notice) -> dict[str, Any]:
    facts = [{"title": detail.title, "value": detail.value} for detail in notice.details]
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": notice.headline, "size": "Medium", "weight": "Bolder", "wrap": True},
            {"type": "FactSet", "facts": facts},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": notice.link.title, "url": notice.link.address}] if notice.link else [],
    }
