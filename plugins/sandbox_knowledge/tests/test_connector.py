import json

import pytest
from countersign_sandbox_knowledge.connector import SandboxKnowledge

from countersign.sdk import InvalidArgumentsError, Response

CONNECTOR = SandboxKnowledge()
DRAFT = {"id": "ART-017", "version": 6, "title": "Returns", "body": "Soon.", "status": "draft", "approved_at": None, "valid_until": None}


def test_a_draft_is_passed_on_as_a_draft() -> None:
    dialogue = CONNECTOR.read("article.search", {"query": "returns"})

    assert next(dialogue).query == (("query", "returns"),)
    with pytest.raises(StopIteration) as done:
        dialogue.send(Response(status=200, body=json.dumps({"articles": [DRAFT]}).encode()))
    assert [passage["approved"] for passage in done.value.value["passages"]] == [False]


def test_it_writes_nothing() -> None:
    with pytest.raises(InvalidArgumentsError):
        CONNECTOR.prepare("article.write", {}, key="key-1")
