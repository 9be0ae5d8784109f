"""A case goes through the hub; its proof is exported and checked with two public keys and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import REF
from tests.fakes import LocalKey
from tests.unit.proof.proved_cases import GRANT_PUBLIC, NAMES, SEAL_PUBLIC, WAYS, SealedWorld, denied, proof

from countersign.adapters.ecdsa import EcdsaPublicKey
from countersign.proof.bundle import Bundle
from countersign.proof.checking import Checked, check
from countersign.proof.export import NothingToProveError, NotSealedYetError


def checked(bundle: Bundle) -> Checked:
    return check(bundle, GRANT_PUBLIC, SEAL_PUBLIC)


def altered(bundle: Bundle, change: Callable[[dict[str, Any]], object]) -> Bundle:
    loose = json.loads(json.dumps(bundle.to_json()))
    change(loose)
    return Bundle.from_json(loose)


@pytest.mark.parametrize(("way", "endings"), WAYS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_proof_says_how_each_action_ended(way, endings):
    """I1, I2, I6."""
    proved = checked(proof(way.__name__))
    assert proved.findings == ()
    assert [(claim.name, claim.ending) for claim in proved.claims] == endings
    assert proved.sealed_at is not None


def test_what_a_person_refused_shows_in_the_proof_that_it_was_not_done():
    (claim,) = checked(proof("denied")).claims
    assert claim.because == "approval.answered REJECTED"


def test_a_proof_spans_seals_that_are_of_one_history():
    """I10."""
    bundle = proof("approved")
    assert [inclusion.seal for inclusion in bundle.inclusions] == [2, 2, *[4] * (len(bundle.record) - 2)]
    assert len(bundle.consistency) == 1


@pytest.mark.parametrize("way", NAMES)
def test_a_proof_holds_no_personal_data(way):
    """I12: of people only those who answered for it."""
    told = json.dumps(proof(way).to_json())
    assert not [datum for datum in ("Greta", "Holm", "mail.example", "4915550100001", "watering can") if datum in told]


@pytest.mark.parametrize("way", NAMES)
def test_a_proof_that_is_cut_short_anywhere_is_no_proof(way):
    """I10: its new end is either unsealed in the file or not as it was sealed."""
    bundle = proof(way)
    for length in range(1, len(bundle.record)):
        cut = altered(bundle, lambda loose, length=length: loose.update(record=loose["record"][:length]))
        assert checked(cut).findings != ()


@pytest.mark.parametrize("way", NAMES)
def test_every_part_that_is_left_out_is_missed(way):
    """I10, I6."""
    bundle = proof(way)
    for part in ("record", "grants", "warrants", "seals", "consistency"):
        for place in range(len(getattr(bundle, part))):
            left_out = altered(bundle, lambda loose, part=part, place=place: loose[part].pop(place))
            assert needed(bundle, part, place) == bool(checked(left_out).findings), (part, place)


def needed(bundle: Bundle, part: str, place: int) -> bool:
    """Warrants that were never used prove nothing."""
    attempted = [event.body["action"] for event in bundle.record if event.type == "effect.attempted"]
    return part != "warrants" or bundle.warrants[place].action in attempted


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a JSON document."""
    if isinstance(value, dict):
        return [way for name, item in value.items() for way in leaves(item, (*path, name))]
    if isinstance(value, list):
        return [way for place, item in enumerate(value) for way in leaves(item, (*path, place))]
    return [path]


def changed(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value[:4].isdigit() and value.endswith("Z"):
            return value.replace("2026", "2027")
        case str() if value:
            return ("e" if value[0] != "e" else "f") + value[1:]
    return "x"


# What a proof does not rest on: when it was exported, the keys in it, and rows that stand beside the chain to be compared with it.
BESIDE = ("exported_at", "keys", "warrants")


@pytest.mark.parametrize("way", NAMES)
def test_every_single_change_of_a_value_is_found(way):
    """I10: over every value in the file that a proof rests on."""
    bundle = proof(way)
    paths = [path for path in leaves(bundle.to_json()) if path[0] not in BESIDE]
    assert [path for path in paths if not found(bundle, path)] == []


def found(bundle: Bundle, path: tuple[Any, ...]) -> bool:
    def change(loose: dict[str, Any]) -> None:
        *way, last = path
        holder: Any = loose
        for step in way:
            holder = holder[step]
        holder[last] = changed(holder[last])

    try:
        return checked(altered(bundle, change)).findings != ()
    except ValueError:
        return True


@pytest.mark.parametrize("field", ["action", "bundle", "idempotency_key", "written_at", "not_after", "case_id", "tenant"])
def test_a_warrant_that_does_not_fit_its_decision_is_found(field):
    """I1, I16."""
    earlier = {"not_after": "2026-11-18T12:00:00Z", "written_at": "2026-11-18T11:00:00Z"}
    value = earlier.get(field) or changed(proof("approved").to_json()["warrants"][0][field])
    forged = altered(proof("approved"), lambda loose: loose["warrants"][0].update({field: value}))
    assert checked(forged).findings != ()


def test_a_proof_is_checked_with_the_keys_of_who_checks():
    """I6: whatever keys the file brings."""
    bundle, stranger = proof("approved"), EcdsaPublicKey(LocalKey().public_key)
    assert check(bundle, stranger, SEAL_PUBLIC).findings != ()
    assert check(bundle, GRANT_PUBLIC, stranger).findings != ()


def test_what_nobody_sealed_yet_is_not_proved():
    world = denied()
    world.escalate(REF, None, "SomethingElse")
    with pytest.raises(NotSealedYetError):
        world.export()


def test_a_case_that_is_not_on_record_has_no_proof():
    world = SealedWorld()
    world.seal()
    with pytest.raises(NothingToProveError):
        world.export()
