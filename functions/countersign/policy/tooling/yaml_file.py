"""Files in YAML, or the reason why not."""

from pathlib import Path
from typing import Any

import yaml


class CaseFileError(Exception):
    """The cases cannot be read; the message names file and reason."""


def read_yaml(path: Path) -> Any:
    """The file's content; raises CaseFileError."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaseFileError(f"{path}: {error}") from error
