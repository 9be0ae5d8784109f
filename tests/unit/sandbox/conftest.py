from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.sandbox.company_at_work import CompanyAtWork


@pytest.fixture
def company(tmp_path: Path) -> Iterator[CompanyAtWork]:
    at_work = CompanyAtWork(tmp_path)
    yield at_work
    at_work.close()
