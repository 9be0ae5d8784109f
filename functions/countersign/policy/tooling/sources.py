"""Policies as a folder or as a built bundle."""

from pathlib import Path

from pydantic import ValidationError

from countersign.policy.artefact import Artefact, PolicyBundleError
from countersign.policy.source import compile_folder


def read_artefact(path: Path) -> Artefact:
    """The artefact of a folder of policies, or the one that `build` wrote to a file; raises PolicyBundleError."""
    if path.is_dir():
        return compile_folder(path)
    try:
        return Artefact.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise PolicyBundleError(f"{path}: neither a folder of policies nor a built bundle") from error
