import json
from pathlib import Path

import pytest
from tests.benchmarks.filled_bundle import REFUND, filled_bundle
from tests.policies.given import make_facts, shipped_artefact, shipped_bundle
from tests.unit.policy.toy import PERMIT, SUPERVISOR, toy_artefact, toy_bundle

from countersign.model.canonical import canonical_json
from countersign.policy.artefact import PolicyBundleError, digest_of
from countersign.policy.bundle import autonomy_level, installed_folder, load_bundle, open_artefact
from countersign.policy.decide import decide

RAW = canonical_json(shipped_artefact().to_json())
DIGEST = shipped_artefact().digest


def test_a_loaded_bundle_decides_like_its_source() -> None:
    facts = make_facts(money__amount_minor=250_000)
    loaded = load_bundle(RAW, expected_digest=DIGEST)

    assert loaded.digest == DIGEST
    assert decide(loaded, facts, {}) == decide(shipped_bundle(), facts, {})


def test_another_digest_is_refused() -> None:
    with pytest.raises(PolicyBundleError, match="deploy and configure the same one"):
        load_bundle(RAW, expected_digest="0" * 64)


def test_any_changed_byte_is_refused() -> None:
    altered = RAW.replace(b'"Value":10000}', b'"Value":90000}', 1)

    assert altered != RAW
    with pytest.raises(PolicyBundleError, match="digest"):
        load_bundle(altered, expected_digest=DIGEST)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", RAW[:-1], RAW.replace(b'"format":1', b'"format":2')])
def test_what_is_not_a_bundle_is_refused(raw: bytes) -> None:
    """Even when somebody pinned it."""
    with pytest.raises(PolicyBundleError, match="not a policy bundle"):
        load_bundle(raw, expected_digest=digest_of(raw))


def test_the_same_bundle_in_other_bytes_is_another_one() -> None:
    spaced = json.dumps(json.loads(RAW), indent=1).encode()

    with pytest.raises(PolicyBundleError, match="digest"):
        load_bundle(spaced, expected_digest=DIGEST)


def test_another_engine_is_refused() -> None:
    with pytest.raises(PolicyBundleError, match=r"built for cedarpy 4\.0\.0"):
        open_artefact(toy_artefact(PERMIT, engine="4.0.0"))


def test_an_empty_bundle_is_refused() -> None:
    with pytest.raises(PolicyBundleError, match="there are no policies"):
        open_artefact(toy_artefact())


def test_house_rules_hold_when_a_bundle_is_opened_too() -> None:
    with pytest.raises(PolicyBundleError, match="whose only word on approvals"):
        toy_bundle(PERMIT, SUPERVISOR.replace('@approvers("1")', '@approvers("2")'))


def test_a_broken_schema_is_refused() -> None:
    with pytest.raises(PolicyBundleError, match="schema"):
        open_artefact(toy_artefact(PERMIT).model_copy(update={"cedar_schema": "entity"}))


def test_each_shard_is_parsed_once() -> None:
    bundle = toy_bundle(PERMIT)

    assert bundle.policy_set("refund.issue") is bundle.policy_set("refund.issue")


def test_a_shard_leaves_out_what_cannot_concern_its_action() -> None:
    shards = shipped_artefact().shards

    assert "refund.hard-cap" in shards["refund.issue"]
    assert "refund.hard-cap" not in shards["sms.send"]
    assert "contact.quiet-hours" in shards["sms.send"]
    assert "contact.quiet-hours" not in shards["ticket.reply_public"]
    assert "safety.switch.tenant" in shards["ticket.hand_over"]


def test_a_decision_looks_at_no_more_policies_however_large_the_bundle() -> None:
    hundred, thousand = (filled_bundle(size) for size in (100, 1_000))

    assert len(thousand.policies) == 1_000
    assert len(thousand.shards[REFUND]) <= len(hundred.shards[REFUND]) + 10


def test_autonomy_is_what_was_granted_and_else_the_default() -> None:
    levels = [
        autonomy_level(shipped_bundle(), intent="update_contact_details", action="customer.update_contact", channel=channel)
        for channel in ("portal", "email", "voice")
    ]

    assert levels == ["act", "draft", "recommend"]


def test_the_installed_bundle_is_found_on_the_import_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "countersign_policies"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "bundle.json").write_bytes(RAW)
    monkeypatch.syspath_prepend(str(tmp_path))

    assert (installed_folder() / "bundle.json").read_bytes() == RAW
