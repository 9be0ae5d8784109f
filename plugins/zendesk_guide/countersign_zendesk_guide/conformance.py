from countersign.sdk.conformance import ReadExample, Subject
from countersign_zendesk_guide.connector import ZendeskGuide
from countersign_zendesk_guide.fake import GuideFake


def subject() -> Subject:
    """What the conformance kit needs to know."""
    return Subject(
        distribution="countersign-zendesk-guide",
        package="countersign_zendesk_guide",
        connector=ZendeskGuide,
        fake=GuideFake,
        reads={
            "article.search": ReadExample({"query": "goods returned"}),
            "article.read": ReadExample({"article_id": "900005"}, missing={"article_id": "999"}),
        },
    )
