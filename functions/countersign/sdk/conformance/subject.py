"""A connector as it is put to the test, with all that a test of it needs to know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from countersign.sdk.conformance.fake import FakeSystem
from countersign.sdk.contract import Arguments, Connector, RawWebhook, Response


@dataclass(frozen=True)
class WriteExample:
    """Arguments that the fake takes. `stale` and each of `refused` are changes to them with which it must not act."""

    arguments: Arguments
    stale: Arguments = field(default_factory=dict)
    refused: tuple[Arguments, ...] = ()


@dataclass(frozen=True)
class ReadExample:
    """Arguments for what the fake has, and for what it has not; None where there always is an answer, say a search."""

    arguments: Arguments
    missing: Arguments | None = None


@dataclass(frozen=True)
class WebhookExample:
    """`sign(body, key, now)` is how the system signs and sends; `bodies` hold one event each, among them one beyond ASCII.

    `signs_the_time` is False where a signature stays good for ever, so that the hub's memory of event ids alone stops a replay. `signed` is
    False for events that come by the event bus: IAM vouches for them, and `key` is what the operator named, say an account.
    """

    sign: Callable[[bytes, str, int], RawWebhook]
    bodies: tuple[bytes, ...]
    key: str
    other_key: str
    signs_the_time: bool = True
    signed: bool = True


@dataclass(frozen=True)
class Subject:
    """`distribution` is the name it is installed by, `package` what is imported.

    `errors_in_success` are answers of status 200 by which this system says no to a write; `busy` is how it says that it has had enough,
    where that is not 429.
    """

    distribution: str
    package: str
    connector: Callable[[], Connector]
    fake: Callable[[], FakeSystem]
    writes: Mapping[str, WriteExample] = field(default_factory=dict)
    reads: Mapping[str, ReadExample] = field(default_factory=dict)
    webhook: WebhookExample | None = None
    errors_in_success: tuple[Response, ...] = ()
    busy: Response = field(default_factory=lambda: Response(status=429, body=b"Too many requests"))
