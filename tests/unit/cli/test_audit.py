"""Checking proofs and answers from files: no stack is there, and none is asked for."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.proof.proved_cases import GRANT_PUBLIC, SEAL_PUBLIC, proof


@pytest.fixture
def keys(tmp_path) -> list[str]:
    files = {"grant": GRANT_PUBLIC.pem, "seal": SEAL_PUBLIC.pem}
    for name, pem in files.items():
        (tmp_path / f"{name}.pem").write_text(pem)
    return [argument for name in files for argument in (f"--{name}-key", str(tmp_path / f"{name}.pem"))]


def written(folder: Path, value: Any, name: str = "proof.json") -> Path:
    file = folder / name
    file.write_text(value if isinstance(value, str) else json.dumps(value))
    return file


def approved() -> dict[str, Any]:
    loose: dict[str, Any] = json.loads(json.dumps(proof("approved").to_json()))
    return loose


def test_a_proof_says_what_was_done_and_by_which_event(run, tmp_path, keys):
    ran = run("audit", "verify", "--offline", written(tmp_path, approved()), *keys)
    assert ran.code == 0
    assert "Proved: case C-AAAABBBBCCCCDDDD of main" in ran.words
    assert "refund.issue: done" in ran.words


def test_a_proof_that_was_changed_proves_nothing(run, tmp_path, keys):
    bundle = approved()
    bundle["record"][1]["body"]["answer"] = "approve"
    ran = run("audit", "verify", "--offline", written(tmp_path, bundle), *keys, "--json")
    assert (ran.code, ran.told["proved"], ran.told["findings"][0]) == (1, False, [1, "event was changed"])


def test_keys_in_the_file_count_by_their_fingerprints_only(run, tmp_path):
    pins = ["--grant-key", f"sha256:{GRANT_PUBLIC.fingerprint}", "--seal-key", f"sha256:{SEAL_PUBLIC.fingerprint}"]
    file = written(tmp_path, approved())
    assert run("audit", "verify", "--offline", file, *pins).code == 0
    pins[1] = pins[3]
    assert "The key in the file is another one" in run("audit", "verify", "--offline", file, *pins).err


def test_without_keys_of_ones_own_nothing_is_checked(run, tmp_path):
    ran = run("audit", "verify", "--offline", written(tmp_path, approved()))
    assert ran.code == 2
    assert "keys that you know by another way" in ran.err


@pytest.mark.parametrize("content", ["", "[]", '{"format": "countersign-proof-v1"}', '{"a": 1, "a": 2}'])
def test_a_file_that_is_no_proof_is_bad_input(run, tmp_path, keys, content):
    ran = run("audit", "verify", "--offline", written(tmp_path, content), *keys)
    assert ran.code == 2
    assert "is not a proof" in ran.err


@pytest.mark.parametrize("content", ["no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_key_is_bad_input(run, tmp_path, keys, content):
    keys[1] = str(written(tmp_path, content, "bad.pem"))
    ran = run("audit", "verify", "--offline", written(tmp_path, approved()), *keys)
    assert ran.code == 2
    assert "BEGIN PUBLIC KEY" in ran.err


def test_a_key_file_that_is_not_there_is_bad_input(run, tmp_path):
    pins = ["--grant-key", tmp_path / "none.pem", "--seal-key", tmp_path / "none.pem"]
    assert "No such file" in run("audit", "verify", "--offline", written(tmp_path, approved()), *pins).err


def test_one_answer_is_checked_by_itself(run, tmp_path, keys):
    (signed,) = approved()["grants"]
    ran = run("approval", "verify", written(tmp_path, signed), *keys[:2])
    assert ran.code == 0
    assert "Genuine: sam as supervisor answered approve on 2026-11-18" in ran.words
    assert "by api, signed in 2026-11-18 11:55 UTC with pwd" in ran.words
    signed["grant"]["answer"] = "reject"
    assert run("approval", "verify", written(tmp_path, signed), *keys[:2]).code == 1


def test_a_signature_that_is_not_base64_is_forged(run, tmp_path, keys):
    (signed,) = approved()["grants"]
    told = run("approval", "verify", written(tmp_path, signed | {"signature": "?"}), *keys[:2], "--json").told
    assert told["genuine"] is False


@pytest.mark.parametrize("arguments", [[], ["--grant-key", "sha256:00"]])
def test_an_answer_is_checked_against_a_key_and_not_a_fingerprint(run, tmp_path, arguments):
    (signed,) = approved()["grants"]
    assert run("approval", "verify", written(tmp_path, signed), *arguments).code == 2


def test_a_file_that_is_no_answer_is_bad_input(run, tmp_path, keys):
    assert "is not a signed answer" in run("approval", "verify", written(tmp_path, {}), *keys[:2]).err


def test_a_seal_that_is_neither_number_nor_file_is_bad_input(run, stack, monkeypatch):
    monkeypatch.setattr("countersign.cli.audit_verify.seal_head", lambda *_: None)
    monkeypatch.setattr("countersign.cli.audit_verify.StackArchive", lambda *_: None)
    ran = run("audit", "verify", "--since", "yesterday")
    assert (ran.code, stack.world.store.due(stack.world.now, 1)) == (2, [])
    assert "neither a seal's number nor the file of a seal" in ran.err
