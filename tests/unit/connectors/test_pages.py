"""The pages that are written from declarations are current, and what says nothing of itself has no place on them."""

from pathlib import Path

import pytest
from pydantic import Field

from countersign.cli.connector_reading import approved_manifests
from countersign.connectors import load
from countersign.kit import contract_page as page
from countersign.kit.approved import folders
from countersign.kit.catalogue_page import ELSEWHERE, catalogue_page, span
from countersign.kit.contract_page import UndocumentedError, contract_page
from countersign.kit.examine import examine_all
from countersign.kit.factory import find, origin_of
from countersign.kit.targets import bench_for
from countersign.sdk.contract import VendorError
from countersign.sdk.declared import Declaration

PLUGINS = Path(__file__).parents[3] / "plugins"
FOLDERS = folders(PLUGINS)


def test_the_page_of_the_contract_is_current() -> None:
    assert (PLUGINS / "CONTRACT.md").read_text(encoding="utf-8") == contract_page(), "run: countersign connector docs"


def test_the_catalogue_is_current() -> None:
    listed = {folder: load([distribution]).manifests() for distribution, folder in FOLDERS.items()}

    assert (PLUGINS / "CATALOGUE.md").read_text(encoding="utf-8") == catalogue_page(listed), "run: countersign connector docs"


@pytest.mark.parametrize("distribution", FOLDERS)
def test_every_approved_connector_is_what_its_report_says(distribution: str) -> None:
    """Gold, or the README says why not."""
    origin = origin_of(distribution)
    report, folder = examine_all(bench_for(find(origin), origin, "fake"), "fake"), FOLDERS[distribution]

    assert (folder / "conformance.json").read_bytes() == report.to_bytes(), "run: countersign connector check --report"
    assert report.level == "gold" or "Not gold" in (folder / "README.md").read_text(encoding="utf-8")


def test_a_report_of_another_manifest_counts_for_nothing(tmp_path: Path) -> None:
    (_, crm), *_, (_, payments) = approved_manifests(PLUGINS)
    (tmp_path / "conformance.json").write_bytes((PLUGINS / "sandbox_crm" / "conformance.json").read_bytes())

    assert "gold, against its fake" in catalogue_page({tmp_path: [crm]})
    assert "not checked" in catalogue_page({tmp_path: [payments]})


def test_the_catalogue_says_whose_code_runs_elsewhere(tmp_path: Path) -> None:
    (_, crm), *_, (_, payments) = approved_manifests(PLUGINS)
    page_of_both = catalogue_page({tmp_path: [crm, payments]}, elsewhere={crm.name})

    assert [ELSEWHERE in line for line in page_of_both.splitlines() if line.startswith("`")] == [True, False]


def test_a_field_without_a_description_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Declaration):
        """Says nothing of its field."""

        said: str = Field(description="said")
        unsaid: str

    monkeypatch.setattr(page, "_PASSED", (Silent,))
    with pytest.raises(UndocumentedError, match=r"Silent\.unsaid has no description"):
        contract_page()


def test_a_hook_without_a_docstring_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def countersign_more(self) -> None: ...

    monkeypatch.setattr(page, "ConnectorHooks", Silent)
    with pytest.raises(UndocumentedError, match="countersign_more has no docstring"):
        contract_page()


def test_a_kind_of_error_without_a_next_move_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(page.NEXT_MOVE, "conflict")
    with pytest.raises(UndocumentedError, match="conflict"):
        contract_page()
    assert VendorError.model_fields["kind"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(86_400, "1 day"), (604_800, "7 days"), (1800, "30 minutes"), (7200, "2 hours"), (61, "61 seconds")]
)
def test_spans_are_told_in_the_largest_whole_unit(seconds: int, text: str) -> None:
    assert span(seconds) == text
