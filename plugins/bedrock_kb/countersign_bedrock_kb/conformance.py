from countersign.sdk.conformance import ReadExample, Subject
from countersign_bedrock_kb.connector import BedrockKb
from countersign_bedrock_kb.fake import BedrockKbFake


def subject() -> Subject:
    """What the conformance kit needs to know."""
    return Subject(
        distribution="countersign-bedrock-kb",
        package="countersign_bedrock_kb",
        connector=BedrockKb,
        fake=BedrockKbFake,
        reads={
            "article.search": ReadExample({"query": "returned goods"}),
            "article.read": ReadExample({"article_id": "returns"}, missing={"article_id": "warranty"}),
        },
    )
