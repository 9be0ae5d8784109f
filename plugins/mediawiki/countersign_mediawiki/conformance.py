from countersign.sdk.conformance import ReadExample, Subject
from countersign_mediawiki.connector import MediaWiki
from countersign_mediawiki.fake import WikiFake


def subject() -> Subject:
    """What the conformance kit needs to know."""
    return Subject(
        distribution="countersign-mediawiki",
        package="countersign_mediawiki",
        connector=MediaWiki,
        fake=WikiFake,
        reads={
            "article.search": ReadExample({"query": "returned goods"}),
            "article.read": ReadExample({"article_id": "2"}, missing={"article_id": "999"}),
        },
    )
