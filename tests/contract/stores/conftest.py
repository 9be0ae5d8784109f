from collections.abc import Iterator

import pytest
from tests.contract.stores.aws import create_tables, pretended_aws

from countersign.adapters.in_memory import InMemoryStore
from countersign.ports import Store


@pytest.fixture
def aws() -> Iterator[None]:
    with pretended_aws():
        yield


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return InMemoryStore()
    request.getfixturevalue("aws")
    return create_tables()
