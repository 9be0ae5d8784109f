"""The digest of the policy bundle that the sources compile to."""

import subprocess
import sys
from pathlib import Path

from countersign.local.operator_error import OperatorError


def bundle_digest(repository: Path) -> str:
    """Raises OperatorError with the compiler's own words when the policies do not compile."""
    command = [sys.executable, "-m", "countersign.policy.build", "--digest"]
    answer = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)  # noqa: S603  the command is ours
    if answer.returncode != 0:
        raise OperatorError(f"The policies do not compile:\n{answer.stderr.strip()}", "Put the policy right, then try again.")
    return answer.stdout.strip()
