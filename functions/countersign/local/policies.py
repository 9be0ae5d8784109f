"""The policy bundle that the sources compile to: its digest, and what people are shown of it."""

import subprocess
import sys
from pathlib import Path

from countersign.local.operator_error import OperatorError
from countersign.policy.summary import BundleSummary

_CANDIDATE = "policies/candidate"


def candidate_digest(repository: Path) -> str:
    """The digest of the bundle on trial, empty when none is; raises OperatorError as `bundle_digest` does."""
    return bundle_digest(repository, source=_CANDIDATE) if (repository / _CANDIDATE).is_dir() else ""


def bundle_digest(repository: Path, source: str = "policies") -> str:
    """Raises OperatorError with the compiler's own words when the policies do not compile."""
    return _told(repository, "--digest", "--source", source)


def bundle_summary(repository: Path) -> BundleSummary:
    """Raises OperatorError as `bundle_digest` does."""
    return BundleSummary.model_validate_json(_told(repository, "--summary"))


def _told(repository: Path, *options: str) -> str:
    command = [sys.executable, "-m", "countersign.policy.build", *options]
    answer = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)  # noqa: S603  the command is ours
    if answer.returncode != 0:
        raise OperatorError(f"The policies do not compile:\n{answer.stderr.strip()}", "Put the policy right, then try again.")
    return answer.stdout.strip()
