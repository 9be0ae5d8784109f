import json
from typing import Any

from countersign.sdk import Response
from countersign.sdk.deliveries import posted
from countersign.sdk.notifiers import NOTIFIER_CONTRACT_VERSION, Delivery, Detail, Link, Notice, NotifierManifest, Post

# Block Kit: fields in a section.
_FIELDS = 10
MANIFEST = NotifierManifest(
    name="notify_slack",
    version="0.1.0",
    contract=NOTIFIER_CONTRACT_VERSION,
    title="Slack",
    audience="room",
    carrier="post",
    hosts=("hooks.slack.com", "hooks.slack-gov.com"),
)


class NotifySlack:
    manifest = MANIFEST

    def prepare(self, notice: Notice) -> Post:
        """`text` is what phones and screen readers announce; the blocks are what the channel shows."""
        sections = [notice.details[start : start + _FIELDS] for start in range(0, len(notice.details), _FIELDS)]
        blocks = [
            {"type": "header", "text": _plain(notice.headline)},
            *({"type": "section", "fields": [_field(detail) for detail in section]} for section in sections),
            *([_linked(notice.link)] if notice.link else []),
        ]
        return Post(body=json.dumps({"text": _escaped(notice.headline), "blocks": blocks}, sort_keys=True, ensure_ascii=False))

    def interpret(self, response: Response) -> Delivery:
        return posted(response)


def _field(detail: Detail) -> dict[str, Any]:
    return _plain(f"{detail.title}\n{detail.value}")


def _linked(link: Link) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": f"<{_escaped(link.address)}|{_escaped(link.title)}>"}}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": _escaped(text), "emoji": False}


def _escaped(text: str) -> str:
    """The three characters that Slack reads as markup, and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
