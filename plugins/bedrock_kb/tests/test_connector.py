from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from countersign_bedrock_kb.connector import BedrockKb
from countersign_bedrock_kb.fake import BedrockKbFake

from countersign.kit.system import System, answering
from countersign.sdk import ReadRefusedError, ReadUnavailableError, Response

# Status, the error's name, and what the read then is. The page's table says the same.
ERRORS: list[tuple[int, str, type[Exception]]] = [
    (429, "ThrottlingException", ReadUnavailableError),
    (400, "ThrottlingException", ReadUnavailableError),
    (400, "ServiceQuotaExceededException", ReadUnavailableError),
    (409, "ConflictException", ReadUnavailableError),
    (424, "DependencyFailedException", ReadUnavailableError),
    (500, "InternalServerException", ReadUnavailableError),
    (502, "BadGatewayException", ReadUnavailableError),
    (400, "ValidationException", ReadRefusedError),
    (403, "AccessDeniedException", ReadRefusedError),
    (404, "ResourceNotFoundException", ReadRefusedError),
]


def system(*chunks: dict[str, Any]) -> System:
    return System(BedrockKb(), BedrockKbFake(chunks=list(chunks)) if chunks else BedrockKbFake())


def chunk(text: str = "Goods may be returned.", **metadata: Any) -> dict[str, Any]:
    known = {"article_id": "returns", "version": 1, "title": "Returns", "approved_at": "2026-01-01T00:00:00Z"}
    given = {name: value for name, value in {**known, **metadata}.items() if value is not None}
    return {"text": text, "metadata": {"x-amz-bedrock-kb-source-uri": "s3://articles/1", **given}}


def found(*chunks: dict[str, Any]) -> list[dict[str, Any]]:
    answer = system(*chunks).read("article.search", {"query": "goods returned"})
    assert answer is not None
    passages: list[dict[str, Any]] = answer["passages"]
    return passages


@pytest.mark.parametrize(("status", "code", "meaning"), ERRORS)
@pytest.mark.parametrize(("action", "arguments"), [("article.search", {"query": "goods"}), ("article.read", {"article_id": "returns"})])
def test_an_error_means(action: str, arguments: dict[str, str], status: int, code: str, meaning: type[Exception]) -> None:
    refusing = system()
    refusing.faults.append(answering(Response(status=status, headers={"x-amzn-errortype": code}, body=b'{"message":""}')))

    with pytest.raises(meaning):
        refusing.read(action, arguments)


def test_every_error_that_retrieve_declares_has_a_meaning_of_its_own() -> None:
    model = ServiceModel(Loader().load_service_model("bedrock-agent-runtime", "service-2"))

    assert {shape.name for shape in model.operation_model("Retrieve").error_shapes} <= {code for _, code, _ in ERRORS}


def test_a_search_reads_every_page() -> None:
    asked = system()
    answer = asked.read("article.search", {"query": "goods"})

    assert answer is not None
    assert [(passage["article_id"], passage["version"], passage["approved"]) for passage in answer["passages"]] == [
        ("returns", 3, True),
        ("returns", 4, False),
        ("delivery", 3, True),
    ]
    assert len(asked.journal) == 2


@pytest.mark.parametrize("metadata", [{"article_id": None}, {"version": None}, {"version": 0}, {"version": 1.5}, {"article_id": "a b"}])
def test_what_names_no_article_and_version_is_left_out(metadata: dict[str, Any]) -> None:
    assert found(chunk(**metadata)) == []


@pytest.mark.parametrize(
    "metadata",
    [
        {"approved_at": None},
        {"approved_at": "yesterday"},
        {"approved_at": "2026-01-01T00:00:00"},
        {"approved_at": 20260101},
        {"valid_until": "soon"},
        {"valid_until": 0},
    ],
)
def test_a_date_that_is_missing_or_cannot_be_read_approves_nothing(metadata: dict[str, Any]) -> None:
    (passage,) = found(chunk(**metadata))

    assert (passage["approved"], passage["approved_at"], passage["valid_until"]) == (False, None, None)


def test_dates_are_passed_on_as_they_are() -> None:
    (passage,) = found(chunk(valid_until="2027-01-01T00:00:00+01:00"))

    assert (passage["approved"], passage["valid_until"]) == (True, "2027-01-01T00:00:00+01:00")


def test_a_vector_stores_number_with_a_fraction_is_a_version() -> None:
    assert [passage["version"] for passage in found(chunk(version=7.0))] == [7]


def test_of_an_article_in_chunks_a_search_gives_the_best() -> None:
    assert [passage["text"] for passage in found(chunk("Goods may be returned."), chunk("Goods: other rules."))] == [
        "Goods may be returned."
    ]


def test_an_article_in_chunks_is_not_read_in_an_order_that_nobody_knows() -> None:
    with pytest.raises(ReadRefusedError, match="several chunks"):
        system(chunk("First."), chunk("Second.")).read("article.read", {"article_id": "returns"})


def test_the_newest_version_is_read() -> None:
    answer = system(chunk(version=1), chunk(version=3, text="Third."), chunk(version=2)).read("article.read", {"article_id": "returns"})

    assert answer is not None
    assert (answer["version"], answer["text"]) == (3, "Third.")


def test_a_store_that_does_not_filter_gives_no_other_article() -> None:
    unfiltered = system()
    body = b'{"retrievalResults":[{"content":{"text":"Free!"},"metadata":{"article_id":"prices","version":1}}]}'
    unfiltered.faults.append(answering(Response(status=200, body=body)))

    assert unfiltered.read("article.read", {"article_id": "returns"}) is None
