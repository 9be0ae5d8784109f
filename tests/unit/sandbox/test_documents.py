from pathlib import Path

import pytest

from countersign.local.sandbox.documents import Documents


def test_what_fails_together_leaves_nothing(tmp_path: Path) -> None:
    documents = Documents(tmp_path / "company.sqlite")

    def half_a_refund() -> None:
        with documents.together():
            documents.put("order", "ORD-1", {"refunded_minor": 500})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_refund()

    assert documents.get("order", "ORD-1") is None
    documents.close()


def test_documents_come_in_the_order_they_were_first_put(tmp_path: Path) -> None:
    documents = Documents(tmp_path / "company.sqlite")
    for name in ("b", "a", "b"):
        documents.put("thing", name, {"name": name})

    assert [thing["name"] for thing in documents.every("thing")] == ["b", "a"]
    documents.close()
