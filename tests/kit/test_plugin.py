"""The kit as vendors run it: pytest, an option, no test file."""

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from countersign.connectors import load
from countersign.kit import plugin
from countersign.kit.bench import Bench
from countersign.kit.checks import CHECKS
from countersign.kit.examine import examine
from countersign.kit.factory import UnknownSubjectError, find, origin_of
from countersign.kit.recording import NotRecordedError
from countersign.kit.serving import serving
from countersign.kit.signing import signed_by
from countersign.kit.targets import bench_for, recording_of
from countersign.pins import manifest_digest

DISTRIBUTION = "countersign-sandbox-ticketing"
SUBJECT = "countersign_sandbox_ticketing.conformance:subject"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """With no other plugin than the kit: some take longer to load than the kit takes to run."""
    command = [sys.executable, "-m", "pytest", "-p", "countersign.kit.plugin", "-p", "no:cacheprovider", *arguments]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603  ours


def test_pytest_finds_the_kit_by_itself() -> None:
    (found,) = metadata.entry_points(group="pytest11", name="countersign")

    assert found.value == plugin.__name__


def test_in_an_empty_folder_the_option_is_enough(tmp_path: Path) -> None:
    done = run(tmp_path, "--countersign-connector", SUBJECT, "--countersign-target", "fake", "--countersign-report", "report.json")

    assert done.returncode == 0, done.stdout
    assert "sandbox_ticketing 0.2.0 against fake: gold" in done.stdout
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["manifest"] == manifest_digest(load([DISTRIBUTION]).by_name("sandbox_ticketing").manifest)
    assert {finding["id"] for finding in report["findings"]} == CHECKS.keys()


def test_a_breach_fails_the_run_by_its_id(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(
        "from dataclasses import replace\n"
        "from countersign_sandbox_ticketing.conformance import subject as honest\n"
        "def subject():\n"
        "    return replace(honest(), distribution='countersign-nowhere')\n"
    )

    done = run(tmp_path, "--countersign-connector", "shop:subject")

    assert done.returncode == 1
    assert "CS-K01 (bronze)" in done.stdout
    assert "below bronze" in done.stdout


@pytest.mark.parametrize("origin", ["nowhere:subject", "countersign_sandbox_ticketing.conformance:nothing", "json:loads", "json"])
def test_what_is_no_subject_is_said_so(origin: str) -> None:
    with pytest.raises(UnknownSubjectError, match=origin):
        find(origin)


def test_a_wrong_option_is_a_usage_error(tmp_path: Path) -> None:
    done = run(tmp_path, "--countersign-connector", "nowhere:subject")

    assert (done.returncode, "nowhere:subject cannot be found" in done.stderr) == (4, True)


def test_without_the_option_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it():\n    pass\n")

    assert "1 passed" in run(tmp_path).stdout


def test_a_report_is_signed_and_any_change_is_noticed(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    options = ("--countersign-level", "bronze", "--countersign-report", "report.json", "--countersign-sign-with", "key.pem")
    run(tmp_path, "--countersign-connector", SUBJECT, *options)
    report = tmp_path / "report.json"

    assert (signed_by(report, public) or "").startswith("ed25519:")
    report.write_bytes(report.read_bytes().replace(b"passed", b"failed", 1))
    assert signed_by(report, public) is None


def test_an_installed_distribution_is_found_by_its_name() -> None:
    assert find(origin_of(DISTRIBUTION)).distribution == DISTRIBUTION
    with pytest.raises(UnknownSubjectError, match="not installed"):
        origin_of("countersign-nowhere")
    with pytest.raises(UnknownSubjectError, match="no entry point"):
        origin_of("pytest")


def test_what_a_system_said_is_played_again_without_it(tmp_path: Path) -> None:
    """The traffic of a run, with its keys, is a target of its own; nothing in it is a credential."""
    subject, checks = find(SUBJECT), ("CS-O01", "CS-I02", "CS-G02")
    with serving(subject.fake()) as url:
        live = bench_for(subject, SUBJECT, url, '{"token": "s3cret"}')
        heard = [examine(live, CHECKS[check_id]) for check_id in checks]
    (tmp_path / "traffic.json").write_bytes(recording_of(live).to_bytes())

    again = bench_for(subject, SUBJECT, str(tmp_path / "traffic.json"))

    assert [examine(again, CHECKS[check_id]) for check_id in checks] == heard
    assert b"s3cret" not in (tmp_path / "traffic.json").read_bytes()
    assert "nobody recorded" in examine(again, CHECKS["CS-I01"]).told[0]
    with pytest.raises(NotRecordedError):
        recording_of(again)


def test_against_an_address_the_hubs_own_transport_is_used() -> None:
    """What only a fake can tell is left out; the rest is asked for real."""
    subject = find(SUBJECT)
    with serving(subject.fake()) as url:
        bench: Bench = bench_for(subject, SUBJECT, url, '{"token": "t"}')
        outcomes = {check_id: examine(bench, CHECKS[check_id]).outcome for check_id in ("CS-O01", "CS-I02", "CS-G02", "CS-E01")}

    assert outcomes == {"CS-O01": "passed", "CS-I02": "passed", "CS-G02": "passed", "CS-E01": "not_applicable"}
