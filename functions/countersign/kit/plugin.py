"""The kit as a pytest plugin: `pytest --countersign-connector package.module:factory --countersign-target fake`, without a test file."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest._code.code import TerminalRepr

    from countersign.kit.bench import Bench
    from countersign.kit.check import Check
    from countersign.kit.report import Finding

_FINDINGS: "pytest.StashKey[list[Finding]]" = pytest.StashKey()
_BENCH: "pytest.StashKey[Bench]" = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("countersign", "Conformance of a Countersign connector")
    group.addoption("--countersign-connector", metavar="PACKAGE:FACTORY", help="what to test: a factory of a countersign Subject")
    group.addoption("--countersign-target", metavar="fake|URL|FILE", default="fake", help="its own fake, a real system, or a recording")
    group.addoption("--countersign-secret", metavar="FILE", help="JSON with the real system's credentials: token, or as its scheme needs")
    group.addoption("--countersign-level", choices=["bronze", "silver", "gold"], default="gold", help="checks up to this level (gold)")
    group.addoption("--countersign-record", metavar="FILE", help="keep what a real system said; FILE is then a target of its own")
    group.addoption("--countersign-report", metavar="FILE", help="write what was found as JSON")
    group.addoption("--countersign-sign-with", metavar="KEY.pem", help="sign the report with this Ed25519 key, beside it as FILE.sig")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> bool | None:
    """With the option, the checks and nothing else are collected."""
    origin = session.config.getoption("--countersign-connector")
    if origin is None:
        return None
    from countersign.kit.factory import UnknownSubjectError

    try:
        session.items = list(_Connector.from_parent(session, name=origin, nodeid=origin).collect())
    except UnknownSubjectError as error:
        raise pytest.UsageError(str(error)) from error
    session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
    session.config.hook.pytest_collection_finish(session=session)
    session.testscollected = len(session.items)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _BENCH not in config.stash:
        return
    from countersign.kit.examine import report
    from countersign.kit.report import table
    from countersign.kit.signing import sign
    from countersign.kit.targets import recording_of

    findings: list[Finding] = config.stash[_FINDINGS]
    made = report(config.stash[_BENCH], config.getoption("--countersign-target"), findings)
    terminalreporter.write_line(table(made))
    if (kept := config.getoption("--countersign-record")) is not None:
        Path(kept).write_bytes(recording_of(config.stash[_BENCH]).to_bytes())
    if (file := config.getoption("--countersign-report")) is not None:
        Path(file).write_bytes(made.to_bytes())
        if (key := config.getoption("--countersign-sign-with")) is not None:
            sign(Path(file), Path(key))


class _Connector(pytest.Collector):
    def collect(self) -> "Iterator[pytest.Item]":
        from countersign.kit.check import Level
        from countersign.kit.checks import CHECKS
        from countersign.kit.factory import find
        from countersign.kit.targets import bench_for

        config = self.config
        config.stash[_BENCH] = bench_for(find(self.name), self.name, config.getoption("--countersign-target"), _secret(config))
        config.stash[_FINDINGS] = []
        wanted = Level[config.getoption("--countersign-level").upper()]
        for check in (CHECKS[check_id] for check_id in sorted(CHECKS)):
            if check.level <= wanted:
                yield _CheckItem.from_parent(self, name=check.id, check=check)


class _CheckItem(pytest.Item):
    def __init__(self, *, check: "Check", **kept: object) -> None:
        super().__init__(**kept)  # type: ignore[arg-type]  # pytest passes its own on
        self.check = check

    def runtest(self) -> None:
        from countersign.kit.examine import examine

        finding = examine(self.config.stash[_BENCH], self.check)
        self.config.stash[_FINDINGS].append(finding)
        if finding.outcome == "not_applicable":
            pytest.skip(finding.told[0])
        if finding.outcome == "failed":
            raise _BreachError("\n".join(finding.told))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> "str | TerminalRepr":
        if isinstance(excinfo.value, _BreachError):
            return f"{self.check.id} ({self.check.level.name.lower()}): {self.check.title}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)  # type: ignore[arg-type]  # pytest passes its own on

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"{self.check.id}: {self.check.title}"


class _BreachError(Exception):
    """A declaration does not hold."""


def _secret(config: pytest.Config) -> str | None:
    file = config.getoption("--countersign-secret")
    return None if file is None else Path(file).read_text(encoding="utf-8")
