"""All that a vendor may import."""

from countersign.sdk.contract import (
    CONTRACT_VERSION,
    ActionDescriptor,
    Applied,
    Arguments,
    Capability,
    Connector,
    Effect,
    Event,
    Idempotency,
    Manifest,
    NotApplied,
    Outcome,
    RawWebhook,
    Request,
    Response,
    Unknown,
    VendorError,
)
from countersign.sdk.errors import (
    ConnectorError,
    InvalidArgumentsError,
    ReadRefusedError,
    ReadUnavailableError,
    WebhookRejectedError,
)
from countersign.sdk.hookspecs import hookimpl
from countersign.sdk.strict_json import MalformedJsonError, loads, loads_object

__all__ = [
    "CONTRACT_VERSION",
    "ActionDescriptor",
    "Applied",
    "Arguments",
    "Capability",
    "Connector",
    "ConnectorError",
    "Effect",
    "Event",
    "Idempotency",
    "InvalidArgumentsError",
    "MalformedJsonError",
    "Manifest",
    "NotApplied",
    "Outcome",
    "RawWebhook",
    "ReadRefusedError",
    "ReadUnavailableError",
    "Request",
    "Response",
    "Unknown",
    "VendorError",
    "WebhookRejectedError",
    "hookimpl",
    "loads",
    "loads_object",
]
