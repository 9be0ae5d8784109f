"""Is every webhook that is not genuine and fresh refused, and each genuine one the same event every time?"""

import json
from collections.abc import Iterator

from countersign.kit.bench import Bench
from countersign.kit.check import Level, NotApplicableError, check
from countersign.sdk.conformance import WebhookExample
from countersign.sdk.contract import RawWebhook
from countersign.sdk.errors import WebhookRejectedError
from countersign.sdk.strict_json import MalformedJsonError

NOW = 1_800_000_000
_AWAY = {"past": -3600, "future": 3600, "far future": 365 * 86_400}


@check("CS-W01", Level.BRONZE, "A genuine webhook is accepted, and is an event of a declared type")
def genuine(bench: Bench) -> Iterator[str]:
    for webhook in _signed(bench):
        if not _accepts(bench, webhook):
            yield "a genuine webhook is refused"
            continue
        for event in bench.connector.parse_event(webhook):
            if event.type not in bench.manifest.event_types:
                yield f"an event has the type {event.type}, which the manifest does not declare"


@check("CS-W02", Level.BRONZE, "A webhook with another body is refused")
def tampered(bench: Bench) -> Iterator[str]:
    _require_signature(bench)
    for webhook in _signed(bench):
        if _accepts(bench, webhook.model_copy(update={"body": webhook.body + b" "})):
            yield "a body with a blank more is accepted"


@check("CS-W03", Level.BRONZE, "A webhook signed with another key, or checked without a key, is refused")
def wrong_key(bench: Bench) -> Iterator[str]:
    example = _example(bench)
    for body in example.bodies:
        if _accepts(bench, example.sign(body, example.other_key, NOW)):
            yield "another key's signature is accepted"
        if _accepts(bench, example.sign(body, example.key, NOW), keys=()):
            yield "without any key a webhook is accepted"


@check("CS-W04", Level.BRONZE, "A webhook from the past or the future is refused")
def out_of_time(bench: Bench) -> Iterator[str]:
    example = _example(bench)
    if not example.signs_the_time:
        raise NotApplicableError("the system signs no time; the hub remembers event ids")
    for body in example.bodies:
        for where, seconds in _AWAY.items():
            if _accepts(bench, example.sign(body, example.key, NOW + seconds)):
                yield f"a webhook from the {where} is accepted"


@check("CS-W05", Level.BRONZE, "A webhook without one of its headers is refused")
def missing_header(bench: Bench) -> Iterator[str]:
    if not _example(bench).signed:
        yield from _by_http(bench)
        return
    for webhook in _signed(bench):
        if _accepts(bench, webhook.model_copy(update={"headers": {}})):
            yield "a webhook without headers is accepted"


@check("CS-W06", Level.BRONZE, "The same JSON written otherwise is refused")
def rewritten(bench: Bench) -> Iterator[str]:
    _require_signature(bench)
    for webhook in _signed(bench):
        try:
            parsed = json.loads(webhook.body)
        except ValueError:
            raise NotApplicableError("its webhooks are not JSON") from None
        others = {json.dumps(parsed, indent=1).encode(), json.dumps(parsed, separators=(",", ":")).encode()} - {webhook.body}
        if any(_accepts(bench, webhook.model_copy(update={"body": body})) for body in others):
            yield "a body written otherwise is accepted"


@check("CS-W07", Level.BRONZE, "A repeated delivery is the same event")
def repeated(bench: Bench) -> Iterator[str]:
    example = _example(bench)
    for body in example.bodies:
        first, second = (bench.connector.parse_event(example.sign(body, example.key, NOW + seconds)) for seconds in (0, 60))
        if [(event.source, event.id) for event in first] != [(event.source, event.id) for event in second]:
            yield "the same event has another id when it is delivered again"


@check("CS-W08", Level.SILVER, "Other events are other events")
def distinct(bench: Bench) -> Iterator[str]:
    example = _example(bench)
    parsed = [bench.connector.parse_event(example.sign(body, example.key, NOW)) for body in example.bodies]
    if len(parsed) == 1:
        raise NotApplicableError("there is one example only")
    if len({(event.source, event.id) for events in parsed for event in events}) < sum(map(len, parsed)):
        yield "two events have one id"


@check("CS-W09", Level.SILVER, "A signed webhook that is no event is refused by the right errors")
def unreadable(bench: Bench) -> Iterator[str]:
    example = _example(bench)
    for body in (b"", b"{}", b"[]", b'{"type": 7}', b"\xff", b"[" * 500):
        try:
            if bench.connector.parse_event(example.sign(body, example.key, NOW)):
                yield f"{body[:20]!r} is taken for an event"
        except (WebhookRejectedError, MalformedJsonError):
            continue


@check("CS-W10", Level.SILVER, "Text beyond ASCII arrives as it was sent")
def unicode(bench: Bench) -> Iterator[str]:
    example = _example(bench)
    beyond = [body for body in example.bodies if not body.isascii()]
    if not beyond:
        yield "no example goes beyond ASCII"
    for body in beyond:
        told = json.dumps([event.data for event in bench.connector.parse_event(example.sign(body, example.key, NOW))], ensure_ascii=False)
        if told.isascii():
            yield "what is beyond ASCII is lost"


def _example(bench: Bench) -> WebhookExample:
    if bench.subject.webhook is None:
        raise NotApplicableError("it takes no webhooks")
    return bench.subject.webhook


def _require_signature(bench: Bench) -> None:
    if not _example(bench).signed:
        raise NotApplicableError("its events come by the event bus, and IAM vouches for them")


def _by_http(bench: Bench) -> Iterator[str]:
    """What has no signature is as good as the way it came: by HTTP anybody could say the same."""
    for webhook in _signed(bench):
        if _accepts(bench, webhook.model_copy(update={"url": "https://hub.example/webhooks/main/connector"})):
            yield "an event of the bus is accepted by HTTP too"


def _signed(bench: Bench) -> list[RawWebhook]:
    example = _example(bench)
    return [example.sign(body, example.key, NOW) for body in example.bodies]


def _accepts(bench: Bench, webhook: RawWebhook, keys: tuple[str, ...] | None = None) -> bool:
    try:
        bench.connector.verify_webhook(webhook, keys=(_example(bench).key,) if keys is None else keys, now=NOW)
    except WebhookRejectedError:
        return False
    return True
