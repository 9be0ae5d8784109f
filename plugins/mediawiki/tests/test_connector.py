import json
from collections.abc import Iterator
from typing import Any

import pytest
from countersign_mediawiki.connector import MediaWiki
from countersign_mediawiki.fake import WikiFake
from countersign_mediawiki.passages import passage

from countersign.kit.system import System
from countersign.sdk import ReadRefusedError, ReadUnavailableError, Response

CONNECTOR = MediaWiki()
WIKITEXT = {"contentmodel": "wikitext", "content": "Open from 9 to 18."}
GUARDED = {"type": "edit", "level": "sysop", "expiry": "infinity"}
AT = "2026-11-22T02:59:27Z"


def read(answer: Response) -> dict[str, Any] | None:
    dialogue = CONNECTOR.read("article.read", {"article_id": "2"})
    next(dialogue)
    with pytest.raises(StopIteration) as done:
        dialogue.send(answer)
    found: dict[str, Any] | None = done.value.value
    return found


def said(body: object, status: int = 200, **headers: str) -> Response:
    return Response(status=status, headers=headers, body=body.encode() if isinstance(body, str) else json.dumps(body).encode())


def error(code: object, **headers: str) -> Response:
    return said({"error": {"code": code, "info": "Marta asked"}}, **headers)


def page(*protection: dict[str, str], **content: str) -> dict[str, Any]:
    revision = {"revid": 4, "timestamp": AT, "slots": {"main": WIKITEXT | content}}
    return {"pageid": 2, "title": "Hours", "protection": list(protection), "revisions": [revision]}


@pytest.mark.parametrize(
    "answer",
    [
        *map(error, ("maxlag", "ratelimited", "readonly", "internal_api_error_DBQueryError")),
        said("Too many requests", 429),
        said("", 500),
        said("", 503),
    ],
)
def test_an_answer_that_passes_is_asked_for_again(answer: Response) -> None:
    with pytest.raises(ReadUnavailableError):
        read(answer)


def test_a_wiki_whose_replicas_lag_says_how_long_to_wait() -> None:
    with pytest.raises(ReadUnavailableError) as refused:
        read(error("maxlag", **{"retry-after": "5"}))
    assert refused.value.retry_after_seconds == 5


@pytest.mark.parametrize(
    "answer",
    [
        *map(error, ("assertuserfailed", "readapidenied", "badvalue", "Marta asked", None)),
        said({"error": "Marta asked"}),
        said({"batchcomplete": False}),
        said({"query": {}}),
        said("<html>"),
        *(said("", status) for status in (302, 401, 403, 404)),
    ],
)
def test_any_other_is_refused_and_not_quoted(answer: Response) -> None:
    with pytest.raises(ReadRefusedError) as refused:
        read(answer)
    assert "Marta" not in str(refused.value)


@pytest.mark.parametrize(
    "missing", [{"pageid": 2, "missing": True}, page(contentmodel="json"), {**page(), "revisions": [{"revid": 4, "slots": {"main": {}}}]}]
)
def test_what_is_no_article_is_none(missing: dict[str, Any]) -> None:
    assert read(said({"batchcomplete": True, "query": {"pages": [missing]}})) is None


def test_a_page_that_administrators_guard_is_approved_in_its_revision() -> None:
    assert passage(page(GUARDED)) == {
        "article_id": "2",
        "version": 4,
        "title": "Hours",
        "text": "Open from 9 to 18.",
        "approved": True,
        "approved_at": AT,
        "valid_until": None,
    }


def test_an_approval_ends_with_the_protection() -> None:
    found = passage(page(GUARDED | {"expiry": "2026-12-31T00:00:00Z"}))

    assert found is not None
    assert found["valid_until"] == "2026-12-31T00:00:00Z"


@pytest.mark.parametrize(
    "unapproved",
    [page(), page(GUARDED | {"type": "move"}), page(GUARDED | {"level": "autoconfirmed"}), page(GUARDED, content="From {{hours}}.")],
)
def test_what_others_may_edit_or_is_not_whole_is_not_approved(unapproved: dict[str, Any]) -> None:
    found = passage(unapproved)

    assert found is not None
    assert (found["approved"], found["approved_at"], found["valid_until"]) == (False, None, None)


@pytest.fixture
def system() -> Iterator[System]:
    return System(CONNECTOR, WikiFake())


def test_pages_come_in_the_order_of_how_many_words_they_have(system: System) -> None:
    found = system.read("article.search", {"query": "Kann ich in shops returns?"})

    assert found is not None
    assert [each["article_id"] for each in found["passages"]] == ["3", "2"]
    assert [dict(request.query)["gsrsearch"] for request in system.journal] == ["returns", "returns", "shops", "shops", "in", "in"]


def test_nothing_of_a_question_is_an_operator_of_the_search(system: System) -> None:
    system.read("article.search", {"query": '-intitle:"shops" OR incategory:x | ~a*'})

    assert {dict(request.query)["gsrsearch"] for request in system.journal} == {"incategory", "intitle", "shops", "or"}
