"""What a vendor gives the conformance kit: a fake of the system, an example of each action, and how it signs webhooks."""

from countersign.sdk.conformance.fake import Asked, FakeSystem, Happened, reply, route
from countersign.sdk.conformance.subject import ReadExample, Subject, WebhookExample, WriteExample

__all__ = ["Asked", "FakeSystem", "Happened", "ReadExample", "Subject", "WebhookExample", "WriteExample", "reply", "route"]
