"""The shipped policies with something changed, as a proposal would change them."""

from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from tests.policies.given import POLICIES

from countersign.policy.artefact import Artefact
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.source import compile_folder


def proposed_folder(place: Path, file: str, *changes: tuple[str, str]) -> Path:
    """A copy of the policies with each first text in `file` replaced by the second."""
    folder = Path(copytree(POLICIES, place / "proposed"))
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


@cache
def proposed_artefact(file: str, *changes: tuple[str, str]) -> Artefact:
    with TemporaryDirectory() as place:
        return compile_folder(proposed_folder(Path(place), file, *changes))


def proposed_bundle(file: str, *changes: tuple[str, str]) -> Bundle:
    return open_artefact(proposed_artefact(file, *changes))


# Up to 150.00 EUR instead of 100.00 EUR without a supervisor.
HIGHER_LIMIT = ("amount_minor > 10000 &&", "amount_minor > 15000 &&")
