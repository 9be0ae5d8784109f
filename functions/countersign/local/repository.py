"""Where the sources lie, and which version of them is deployed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from countersign.local.operator_error import OperatorError

_DEPLOYED = ("template.yaml", "functions", "infra", "plugins", "policies")
# Operators' tools: no function imports them, so a change in them needs no deployment.
_NOT_DEPLOYED = tuple(f"functions/countersign/{part}" for part in ("cli", "kit", "local", "sdk/conformance"))
_BYPRODUCTS = frozenset({"__pycache__", "build", "dist", "tests"})


def find_repository(start: Path) -> Path:
    """The nearest folder at or above `start` that holds the template."""
    for folder in (start, *start.parents):
        if (folder / "template.yaml").is_file() and (folder / "functions").is_dir():
            return folder
    raise OperatorError(f"There is no template.yaml in {start} or above it.", "Run this inside a clone of the repository.")


def source_digest(repository: Path, *variant: str) -> str:
    """SHA-256 over every file that is deployed, and over `variant` (say the runtime it is built for)."""
    digest = hashlib.sha256("\0".join(variant).encode())
    for path in sorted(_deployed_files(repository)):
        digest.update(f"\0{path.relative_to(repository).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _deployed_files(repository: Path) -> Iterator[Path]:
    left_out = tuple(repository / folder for folder in _NOT_DEPLOYED)
    for name in _DEPLOYED:
        root = repository / name
        for path in root.rglob("*") if root.is_dir() else [root]:
            if path.is_file() and not _is_byproduct(path.relative_to(repository)) and not any(map(path.is_relative_to, left_out)):
                yield path


def _is_byproduct(path: Path) -> bool:
    return not _BYPRODUCTS.isdisjoint(path.parts) or any(part.endswith(".egg-info") or part.startswith(".") for part in path.parts)
