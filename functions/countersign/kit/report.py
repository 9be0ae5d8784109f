"""What the kit found: for people as a table, for the catalogue as JSON."""

from collections.abc import Sequence
from typing import Literal

from countersign.kit.check import Level
from countersign.model.frozen import Frozen

TAG = b"countersign-conformance-v1\0"


class Finding(Frozen):
    """How one check ended; `told` says what is wrong, or why there was nothing to look at."""

    id: str
    level: str
    title: str
    outcome: Literal["passed", "failed", "not_applicable"]
    told: tuple[str, ...]


class Report(Frozen):
    """`manifest` is the digest of what was tested; `level` is None below bronze."""

    kit: str
    contract: int
    connector: str
    version: str
    distribution: str
    manifest: str
    target: str
    level: str | None
    findings: tuple[Finding, ...]

    def to_bytes(self) -> bytes:
        """The file, and what a signature covers."""
        return self.model_dump_json(indent=1).encode() + b"\n"


def level_of(findings: Sequence[Finding]) -> str | None:
    """The highest level at and below which no check failed."""
    reached: str | None = None
    for level in Level:
        if any(finding.outcome == "failed" and finding.level == level.name.lower() for finding in findings):
            break
        reached = level.name.lower()
    return reached


def table(report: Report) -> str:
    """One line a check, its findings below it."""
    marks = {"passed": "ok", "failed": "FAILED", "not_applicable": "-"}
    lines = [f"{report.connector} {report.version} against {report.target}: {report.level or 'below bronze'}"]
    for finding in report.findings:
        lines.append(f"{finding.id}  {finding.level:<6}  {marks[finding.outcome]:<6}  {finding.title}")
        lines += [f"        {told}" for told in finding.told]
    return "\n".join(lines)
