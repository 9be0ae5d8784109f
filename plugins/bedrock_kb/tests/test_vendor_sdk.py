"""botocore, AWS's own SDK, against our requests and our fake."""

import pytest
from countersign_bedrock_kb.connector import BedrockKb
from countersign_bedrock_kb.fake import BedrockKbFake
from tests.contract.aws_model import AwsModel, Below, Heard, hub

from countersign.kit.serving import serving

BEDROCK = AwsModel("bedrock-agent-runtime")
KB = "KB12345678"
AT = f"/knowledgebases/{KB}"


def parameters(text: str, **search: object) -> dict[str, object]:
    return {
        "knowledgeBaseId": KB,
        "retrievalQuery": {"text": text},
        "retrievalConfiguration": {"vectorSearchConfiguration": search},
    }


@pytest.mark.parametrize(
    ("action", "arguments", "search"),
    [
        ("article.search", {"query": "unknown goods"}, {"text": "unknown goods", "numberOfResults": 25}),
        (
            "article.read",
            {"article_id": "delivery"},
            {"text": "delivery", "numberOfResults": 100, "filter": {"equals": {"key": "article_id", "value": "delivery"}}},
        ),
    ],
)
def test_the_hub_asks_what_botocore_would(action: str, arguments: dict[str, str], search: dict[str, object]) -> None:
    with hub(BedrockKb(), Below(AT, BedrockKbFake(page_size=9)), below=AT) as ours:
        assert ours.read(action, arguments)

        assert ours.sent == BEDROCK.serialized("Retrieve", parameters(**search))  # type: ignore[arg-type]  # text is a str
        assert ours.last_is_signed_for("bedrock")


def test_the_hub_asks_for_the_next_page_as_botocore_would() -> None:
    with hub(BedrockKb(), Below(AT, BedrockKbFake()), below=AT) as ours:
        ours.read("article.search", {"query": "goods"})

        assert ours.sent == BEDROCK.serialized("Retrieve", {**parameters("goods", numberOfResults=25), "nextToken": "2"})


def test_botocore_reads_the_fakes_pages() -> None:
    heard = Heard(Below(AT, BedrockKbFake()))
    with serving(heard) as url:
        pages = list(BEDROCK.client(url).get_paginator("retrieve").paginate(**parameters("goods", numberOfResults=25)))

    assert [len(page["retrievalResults"]) for page in pages] == [2, 2]
    assert [BEDROCK.strange("Retrieve", answer) for answer in heard.responses] == ["", ""]


def test_botocore_knows_the_fakes_refusal_by_name() -> None:
    with serving(Below(AT, BedrockKbFake())) as url:
        client = BEDROCK.client(url)

        with pytest.raises(client.exceptions.ValidationException):
            client.retrieve(**parameters(" ", numberOfResults=1))
