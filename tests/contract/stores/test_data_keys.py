"""Keys of customers, in memory and on KMS."""

import pytest
from tests.contract.stores.aws import client, sealing_key

from countersign.adapters.data_keys import InMemoryKeyKeeper, KmsKeyKeeper
from countersign.privacy.ports import KeyKeeper, SealBrokenError

PLACE = "main|case|C-1|FACTS"


@pytest.fixture(params=["memory", "kms"])
def keeper(request) -> KeyKeeper:
    if request.param == "memory":
        return InMemoryKeyKeeper()
    request.getfixturevalue("aws")
    return KmsKeyKeeper(client("kms"), sealing_key())


def test_what_is_sealed_opens_again_also_with_the_key_unwrapped(keeper):
    data, wrapped = keeper.make("main")
    sealed = data.seal("Grüße 🪴".encode(), PLACE)
    assert data.open(sealed, PLACE).decode() == "Grüße 🪴"
    assert keeper.unwrap("main", wrapped).open(sealed, PLACE).decode() == "Grüße 🪴"


def test_neither_the_sealed_nor_the_wrapped_form_tells_anything(keeper):
    """I12: and the same text is sealed differently each time."""
    data, wrapped = keeper.make("main")
    first, second = data.seal(b"greta.holm@mail.example", PLACE), data.seal(b"greta.holm@mail.example", PLACE)
    assert "greta" not in first + wrapped
    assert first != second


def test_each_key_is_another(keeper):
    one, other = keeper.make("main")[0], keeper.make("main")[0]
    assert one.derive("case") != other.derive("case")
    with pytest.raises(SealBrokenError):
        other.open(one.seal(b"text", PLACE), PLACE)


def test_what_is_sealed_in_one_place_does_not_open_in_another(keeper):
    """I10."""
    data, _ = keeper.make("main")
    with pytest.raises(SealBrokenError):
        data.open(data.seal(b"text", PLACE), PLACE.replace("C-1", "C-2"))


@pytest.mark.parametrize("altered", ["", "A", "====", "AAAA" * 20])
def test_what_was_altered_does_not_open(keeper, altered):
    """I10."""
    data, _ = keeper.make("main")
    with pytest.raises(SealBrokenError):
        data.open(altered, PLACE)


def test_every_single_changed_character_shows(keeper):
    """I10."""
    data, _ = keeper.make("main")
    # 33 bytes with nonce and tag: without padding, whose last bits say nothing.
    sealed = data.seal(b"Greta", PLACE)
    for position, character in enumerate(sealed):
        changed = sealed[:position] + ("B" if character == "A" else "A") + sealed[position + 1 :]
        with pytest.raises(SealBrokenError):
            data.open(changed, PLACE)


def test_a_key_of_one_tenant_is_none_of_anothers(keeper):
    """I13."""
    _, wrapped = keeper.make("main")
    with pytest.raises(SealBrokenError):
        keeper.unwrap("other", wrapped)


def test_what_is_derived_is_the_same_each_time_and_another_for_each_purpose(keeper):
    data, wrapped = keeper.make("main")
    assert data.derive("C-1") == keeper.unwrap("main", wrapped).derive("C-1")
    assert data.derive("C-1") != data.derive("C-2")
    assert len(bytes.fromhex(data.derive("C-1"))) == 32
