"""MiniStack, an implementation that is not ours, indexes articles by their attributes and answers the hub."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from countersign_bedrock_kb.connector import BedrockKb
from ministack.app import app
from tests.contract.aws_model import REGION, AwsModel, Hub, hub

from countersign.kit.serving import serving
from countersign.sdk import ReadRefusedError, Request, Response

BUCKET = "articles"
APPROVED = {"article_id": "returns", "version": 3, "title": "Returns", "approved_at": "2026-01-01T00:00:00Z"}
ARTICLES: dict[str, tuple[str, dict[str, Any]]] = {
    "returns.md": ("Returns: goods may be returned within thirty days.", APPROVED),
    "returns-draft.md": ("Returns: goods may be returned within sixty days.", {"article_id": "returns", "version": 4, "title": "Returns"}),
    "readme.md": ("How these goods are described.", {}),
}


class MiniStack:
    """Its own application, in this process."""

    def respond(self, request: Request) -> Response:
        return asyncio.run(self._answered(request))

    async def _answered(self, request: Request) -> Response:
        body = (request.body or "").encode()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1") as client:
            answered = await client.request(
                request.method, request.path, params=list(request.query), headers=list(request.headers), content=body
            )
        return Response(status=answered.status_code, headers=dict(answered.headers), body=answered.content)


@pytest.fixture(scope="module")
def knowledge_base() -> str:
    """The id of one with the articles, indexed from a bucket as AWS does it."""
    with serving(MiniStack()) as url:
        s3, agent = AwsModel("s3").client(url), AwsModel("bedrock-agent").client(url)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        for name, (text, attributes) in ARTICLES.items():
            s3.put_object(Bucket=BUCKET, Key=name, Body=text.encode())
            if attributes:
                sidecar = json.dumps({"metadataAttributes": attributes}).encode()
                s3.put_object(Bucket=BUCKET, Key=f"{name}.metadata.json", Body=sidecar)
        made = agent.create_knowledge_base(
            name="articles",
            roleArn="arn:aws:iam::123456789012:role/articles",
            knowledgeBaseConfiguration={"type": "MANAGED", "managedKnowledgeBaseConfiguration": {"embeddingModelType": "MANAGED"}},
        )
        found: str = made["knowledgeBase"]["knowledgeBaseId"]
        configuration = {"type": "S3", "s3Configuration": {"bucketArn": f"arn:aws:s3:::{BUCKET}"}}
        source = agent.create_data_source(knowledgeBaseId=found, name="s3", dataSourceConfiguration=configuration)
        agent.start_ingestion_job(knowledgeBaseId=found, dataSourceId=source["dataSource"]["dataSourceId"])
    return found


@pytest.fixture
def ours(knowledge_base: str) -> Iterator[Hub]:
    with hub(BedrockKb(), MiniStack(), below=f"/knowledgebases/{knowledge_base}") as at_work:
        yield at_work


def test_a_search_finds_articles_as_their_attributes_say(ours: Hub) -> None:
    found = ours.read("article.search", {"query": "returned goods"})

    assert found is not None
    assert sorted((one["article_id"], one["version"], one["approved"]) for one in found["passages"]) == [
        ("returns", 3, True),
        ("returns", 4, False),
    ]


def test_an_article_is_read_by_a_filter_on_its_attribute(ours: Hub) -> None:
    newest = ours.read("article.read", {"article_id": "returns"})

    assert newest is not None
    assert (newest["version"], newest["approved"], newest["text"]) == (4, False, ARTICLES["returns-draft.md"][0])
    assert ours.read("article.read", {"article_id": "delivery"}) is None


def test_a_knowledge_base_that_is_not_there_is_refused() -> None:
    with hub(BedrockKb(), MiniStack(), below="/knowledgebases/KBNONE0000") as nowhere, pytest.raises(ReadRefusedError, match="404"):
        nowhere.read("article.search", {"query": "goods"})
