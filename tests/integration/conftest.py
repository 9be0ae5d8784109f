from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contract.stores.aws import pretended_aws
from tests.integration.deployment import Deployment


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """Every function of the template, on an empty pretended account."""
    with pretended_aws():
        yield Deployment(tmp_path, monkeypatch)
