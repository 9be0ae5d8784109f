"""Examples of the solver in the words of cases."""

from pathlib import Path

from countersign.cli.policy_reading import cases_of
from countersign.policy.proving.witness import Witness


def request_text(witness: Witness, policies: Path) -> str:
    """One line: what is asked, and what differs from an ordinary request."""
    baseline = cases_of(policies).baselines.of_action(witness.action)
    given = ", ".join(f"{path}: {value}" for path, value in witness.given.items()) or "nothing"
    votes = ", ".join(f"{role}: {count}" for role, count in witness.approvals.items())
    return f"{witness.mode} {witness.action} (baseline {baseline}, given {given}{f'; approvals {votes}' if votes else ''})"
