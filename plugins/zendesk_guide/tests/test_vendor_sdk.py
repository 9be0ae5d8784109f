"""Zenpy, against the fake on the loopback: it finds there what we find, where we find it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import zenpy
from countersign_zendesk_guide.fake import GuideFake
from zenpy.lib.exception import RecordNotFoundException

from countersign.kit.serving import serving


@pytest.fixture
def sdk(monkeypatch: pytest.MonkeyPatch) -> Iterator[zenpy.Zenpy]:
    with serving(GuideFake()) as address:
        parts = urlsplit(address)
        monkeypatch.setenv("ZENPY_FORCE_SCHEME", parts.scheme)
        monkeypatch.setenv("ZENPY_FORCE_NETLOC", parts.netloc)
        client = zenpy.Zenpy(subdomain="larkfield", email="reader@larkfield.example", token="t", disable_cache=True)
        yield client
        client.tickets.session.close()


def test_it_finds_the_articles_that_we_find(sdk: zenpy.Zenpy) -> None:
    assert [article.title for article in sdk.help_center.articles.search(query="returned")] == ["Returns", "Returns"]


def test_it_reads_an_article_and_takes_our_404_for_zendesks(sdk: zenpy.Zenpy) -> None:
    assert sdk.help_center.articles(id=900_005).user_segment_id is None
    with pytest.raises(RecordNotFoundException):
        sdk.help_center.articles(id=999)
