"""No real account, proxy or setting of the operator reaches the stack."""

import socket
from pathlib import Path

import pytest

from countersign.local import services
from countersign.local.credentials import keep_credentials
from countersign.local.environment import build_environment, service_environment
from countersign.local.operator_error import OperatorError
from countersign.local.ports import LOOPBACK, free_port
from countersign.local.services import emulator, require_tools
from countersign.local.session import Stack
from countersign.local.state_folder import StackRecord, StateFolder

_REAL = {
    "AWS_PROFILE": "production",
    "AWS_ACCESS_KEY_ID": "a-real-one",
    "AWS_SESSION_TOKEN": "a-real-one",
    "AWS_ENDPOINT_URL_S3": "https://s3.example",
    "HTTPS_PROXY": "http://proxy.example:3128",
    "SAM_CLI_TELEMETRY": "1",
    "NO_PROXY": "intranet.example",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateFolder:
    for name, value in _REAL.items():
        monkeypatch.setenv(name, value)
    folder = StateFolder(tmp_path)
    with folder.locked():
        return folder


def test_a_service_sees_test_credentials_and_no_proxy(folder: StateFolder) -> None:
    seen = service_environment(folder)
    assert seen["AWS_ACCESS_KEY_ID"] == "test"
    assert not Path(seen["AWS_CONFIG_FILE"]).exists()
    assert not Path(seen["AWS_SHARED_CREDENTIALS_FILE"]).exists()
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "HTTPS_PROXY"} & set(seen)


def test_a_build_may_use_the_proxy_but_not_for_the_loopback(folder: StateFolder) -> None:
    seen = build_environment(folder, "http://127.0.0.1:4566")
    assert seen["HTTPS_PROXY"] == "http://proxy.example:3128"
    assert seen["NO_PROXY"] == "intranet.example,127.0.0.1,localhost"
    assert seen["SAM_CLI_TELEMETRY"] == "0"
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3"} & set(seen)


def test_the_emulator_listens_on_the_loopback_and_finds_no_containers(folder: StateFolder) -> None:
    seen = emulator(folder, 4566).environment
    assert seen["BIND_HOST"] == LOOPBACK
    assert not Path(seen["DOCKER_HOST"].removeprefix("unix://")).exists()


def test_clients_reach_the_stack_even_with_a_profile_that_does_not_exist(folder: StateFolder) -> None:
    client = Stack(folder, StackRecord(emulator_port=4566, sandbox_port=1), keep_credentials(folder)).client("s3")
    assert client.meta.endpoint_url == "http://127.0.0.1:4566"
    assert client._request_signer._credentials.access_key == "test"


def test_a_taken_port_is_replaced() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        wanted = taken.getsockname()[1]
        assert free_port(wanted) != wanted
    assert free_port(wanted) == wanted


def test_a_missing_tool_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "find_spec", lambda name: None if name == "samcli" else name)
    with pytest.raises(OperatorError, match="lacks samcli") as refused:
        require_tools()
    assert "uv sync" in refused.value.hint
