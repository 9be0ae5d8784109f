import json
from typing import Any

import pytest
from countersign_zendesk_guide.connector import ZendeskGuide
from countersign_zendesk_guide.fake import GuideFake
from countersign_zendesk_guide.plain_text import plain_text

from countersign.sdk.dialogue import run

CONNECTOR = ZendeskGuide()


def read(**changes: Any) -> Any:
    fake = GuideFake()
    fake.articles[900_005] |= changes
    return run(CONNECTOR.manifest, CONNECTOR.read("article.read", {"article_id": "900005"}), fake.respond)


def test_an_article_that_everybody_may_read_is_approved_since_its_last_edit() -> None:
    assert read() == {
        "article_id": "900005",
        "version": 20_260_101_000_000,
        "title": "Returns",
        "text": "Goods may be returned within thirty days.",
        "approved": True,
        "approved_at": "2026-01-01T00:00:00Z",
        "valid_until": None,
    }


@pytest.mark.parametrize("changes", [{"draft": True}, {"user_segment_id": 77}, {"user_segment_ids": [77, 78]}], ids=json.dumps)
def test_what_only_some_may_read_is_not_cited_to_customers(changes: dict[str, Any]) -> None:
    passage = read(**changes)

    assert (passage["approved"], passage["approved_at"]) == (False, None)


def test_an_edited_article_is_another_version() -> None:
    assert read(edited_at="2026-01-01T00:00:01Z")["version"] == read()["version"] + 1


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>Returns</h2><p>Within <b>thirty</b>\n days.</p>", "Returns\nWithin thirty days."),
        ("<ul><li>One</li><li>Two &amp; a half</li></ul>", "One\nTwo & a half"),
        ("<p>Seen</p><script>alert('unseen')</script><style>p{}</style>", "Seen"),
        ("One<br>two</script> three", "One\ntwo three"),
        ("", ""),
    ],
)
def test_a_page_becomes_what_its_reader_sees(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(("user_id", "well"), [(4001, True), (None, False)])
def test_an_anonymous_reader_is_not_taken_for_signed_in(user_id: int | None, well: bool) -> None:  # noqa: FBT001  a table's column
    assert run(CONNECTOR.manifest, CONNECTOR.check(), GuideFake(user_id=user_id).respond).ok is well
