from countersign.sdk.conformance import ReadExample, Subject
from countersign_sandbox_knowledge.connector import SandboxKnowledge
from countersign_sandbox_knowledge.fake import KnowledgeFake


def subject() -> Subject:
    """What the conformance kit needs to know."""
    return Subject(
        distribution="countersign-sandbox-knowledge",
        package="countersign_sandbox_knowledge",
        connector=SandboxKnowledge,
        fake=KnowledgeFake,
        reads={
            "article.search": ReadExample({"query": "returned goods"}),
            "article.read": ReadExample({"article_id": "ART-005"}, missing={"article_id": "ART-999"}),
        },
    )
