"""Every approved notifier is listed, and is what its manifest says."""

import json
import re
from pathlib import Path

import pytest

from countersign.notifiers import load
from countersign.sdk import Response
from countersign.sdk.notifiers import Detail, Link, Mail, Notice, Notifier, Occasion, Person, Post, Refused, Sent, TryLater

PLUGINS = Path(__file__).parents[3] / "plugins"
FOLDERS = [Path(line).name for line in (PLUGINS / "notifiers.txt").read_text(encoding="utf-8").splitlines() if line.startswith("./")]
APPROVED = load([f"countersign-{folder.replace('_', '-')}" for folder in FOLDERS])
NOTICE = Notice(
    id="0" * 32,
    occasion=Occasion.REMINDED,
    at="2026-11-18T12:00:00Z",
    headline="h" * 150,
    details=tuple(Detail(title="t" * 200, value="v" * 200) for _ in range(8)),
    data={"case_id": "C-AAAABBBBCCCCDDDD"},
    link=Link(title="Read", address="https://hub.example/x"),
    person=Person(name="sam", email="sam@larkfield.example"),
)
# Teams takes the least.
MOST_BYTES = 28 * 1024


def test_the_guide_lists_those_that_are_approved() -> None:
    told = re.findall(r"^\| `(notify_\w+)` \|", (PLUGINS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert told == FOLDERS == list(APPROVED)


@pytest.mark.parametrize("notifier", APPROVED.values(), ids=APPROVED.keys())
def test_it_makes_what_its_carrier_carries_the_same_each_time_and_small(notifier: Notifier) -> None:
    message = notifier.prepare(NOTICE)
    assert isinstance(message, Mail if notifier.manifest.carrier == "mail" else Post)
    assert message == notifier.prepare(NOTICE.model_copy())
    assert len(message.model_dump_json()) < MOST_BYTES
    if isinstance(message, Post):
        json.loads(message.body)


@pytest.mark.parametrize("notifier", APPROVED.values(), ids=APPROVED.keys())
@pytest.mark.parametrize("occasion", list(Occasion))
def test_it_has_something_to_say_on_every_occasion_also_without_a_page_to_lead_to(notifier: Notifier, occasion: Occasion) -> None:
    assert notifier.prepare(NOTICE.model_copy(update={"occasion": occasion, "link": None, "details": ()}))


@pytest.mark.parametrize("notifier", APPROVED.values(), ids=APPROVED.keys())
def test_it_knows_what_any_answer_means(notifier: Notifier) -> None:
    mail = notifier.manifest.carrier == "mail"
    taken, later, never = (250, 450, 550) if mail else (200, 503, 404)
    for body in (b"", b"\xff\x00", b"<html>"):
        meanings = [type(notifier.interpret(Response(status=status, body=body))) for status in (taken, later, never)]
        assert meanings == [Sent, TryLater, Refused]
