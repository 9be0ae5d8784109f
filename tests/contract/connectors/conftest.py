from collections.abc import Iterator

import pytest
from tests.contract.connectors.sandbox_process import Hub, Sandbox, make_hub, running_sandbox


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: Sandbox) -> Sandbox:
    """The company on its first day."""
    sandbox_process.admin.post("/reset").raise_for_status()
    return sandbox_process


@pytest.fixture
def hub(sandbox: Sandbox) -> Hub:
    return make_hub(sandbox)
