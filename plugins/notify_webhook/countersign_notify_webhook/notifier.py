import json
from datetime import UTC

from countersign.sdk import Response
from countersign.sdk.deliveries import posted
from countersign.sdk.notifiers import NOTIFIER_CONTRACT_VERSION, Delivery, Notice, NotifierManifest, Post

MANIFEST = NotifierManifest(
    name="notify_webhook",
    version="0.1.0",
    contract=NOTIFIER_CONTRACT_VERSION,
    title="Standard Webhooks",
    audience="room",
    carrier="post",
    signature="standard_webhooks",
)


class NotifyWebhook:
    manifest = MANIFEST

    def prepare(self, notice: Notice) -> Post:
        """A thin payload: identifiers, sums and where to look. `timestamp` is when it happened, not when it is sent."""
        at = notice.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        data = notice.data if notice.link is None else {**notice.data, "link": notice.link.address}
        message = {"type": notice.occasion, "timestamp": at, "data": data}
        return Post(body=json.dumps(message, sort_keys=True, separators=(",", ":"), ensure_ascii=False))

    def interpret(self, response: Response) -> Delivery:
        return posted(response)
