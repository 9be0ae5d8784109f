import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "reference"))


# A module's and no longer: elsewhere, what is installed is what this repository ships.
@pytest.fixture(scope="module", autouse=True)
def reference_is_installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """As an installer would leave it, beside the package."""
    site = tmp_path_factory.mktemp("site")
    about = site / "countersign_reference-1.0.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: countersign-reference\nVersion: 1.0.0\n")
    (about / "entry_points.txt").write_text("[countersign.connectors]\nreference = countersign_reference\n")
    sys.path.append(str(site))
    yield
    sys.path.remove(str(site))
