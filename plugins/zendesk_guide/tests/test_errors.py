"""The table of errors in README.md."""

import pytest
from countersign_zendesk_guide.connector import ZendeskGuide

from countersign.sdk import ReadRefusedError, ReadUnavailableError, Response
from countersign.sdk.dialogue import run

CONNECTOR = ZendeskGuide()


def read(status: int, body: bytes = b"") -> object:
    dialogue = CONNECTOR.read("article.read", {"article_id": "900005"})
    return run(CONNECTOR.manifest, dialogue, lambda _: Response(status=status, body=body, headers={"retry-after": "7"}))


def test_an_article_that_is_not_there_is_none() -> None:
    assert read(404) is None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_or_broken_guide_is_asked_again_when_it_says(status: int) -> None:
    with pytest.raises(ReadUnavailableError) as error:
        read(status)
    assert error.value.retry_after_seconds == 7


@pytest.mark.parametrize("status", [302, 401, 403])
def test_a_refusal_is_no_answer(status: int) -> None:
    with pytest.raises(ReadRefusedError):
        read(status)


def test_a_page_that_is_not_json_is_no_answer() -> None:
    with pytest.raises(ReadRefusedError):
        read(200, b"<html>Sign in</html>")
