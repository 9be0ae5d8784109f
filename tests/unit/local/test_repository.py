"""Which changes need a deployment."""

from pathlib import Path

import pytest

from countersign.local.operator_error import OperatorError
from countersign.local.repository import find_repository, source_digest


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("template.yaml", "functions/gate/handler.py", "functions/countersign/cli/stack.py", "policies/refunds.cedar"):
        _write(tmp_path / name, "first")
    return tmp_path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("changed", ["template.yaml", "functions/gate/handler.py", "policies/refunds.cedar", "infra/case.asl.json"])
def test_a_change_of_what_is_deployed_changes_the_digest(repository: Path, changed: str) -> None:
    before = source_digest(repository)
    _write(repository / changed, "second")
    assert source_digest(repository) != before


@pytest.mark.parametrize(
    "changed",
    [
        "README.md",
        "functions/countersign/cli/stack.py",
        "functions/countersign/local/session.py",
        "functions/gate/__pycache__/handler.pyc",
        "plugins/sandbox_crm/tests/test_crm.py",
        "plugins/sandbox_crm/sandbox_crm.egg-info/PKG-INFO",
        "policies/.refunds.cedar.swp",
    ],
)
def test_a_change_of_anything_else_does_not(repository: Path, changed: str) -> None:
    before = source_digest(repository)
    _write(repository / changed, "second")
    assert source_digest(repository) == before


def test_a_moved_file_changes_the_digest(repository: Path) -> None:
    before = source_digest(repository)
    (repository / "functions/gate/handler.py").rename(repository / "functions/gate/other.py")
    assert source_digest(repository) != before


def test_another_runtime_is_another_deployment(repository: Path) -> None:
    assert source_digest(repository, "python3.11") != source_digest(repository, "python3.12")


def test_the_repository_is_found_from_a_folder_inside_it(repository: Path) -> None:
    assert find_repository(repository / "functions" / "gate") == repository


def test_outside_a_clone_the_operator_is_told_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as refused:
        find_repository(tmp_path)
    assert "clone of the repository" in refused.value.hint
