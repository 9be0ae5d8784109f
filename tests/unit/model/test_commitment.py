from countersign.model.commitment import commitment, committed, opening

SALT, OTHER = "5" * 64, "6" * 64


def test_a_commitment_is_checked_with_its_opening():
    assert commitment(opening(SALT, "facts"), {"a": 1}) == committed(SALT, "facts", {"a": 1})


def test_another_value_kind_or_secret_is_another_commitment():
    told = {committed(SALT, "facts", {"a": 1}), committed(SALT, "facts", {"a": 2}), committed(SALT, "text", {"a": 1})}
    assert len(told | {committed(OTHER, "facts", {"a": 1})}) == 4


def test_an_opening_is_of_use_for_one_kind_only():
    """I12: what is disclosed of a case does not help to guess the rest of it."""
    assert opening(SALT, "facts") not in {SALT, opening(SALT, "text")}


def test_the_form_is_the_documented_one():
    """As infra/AUDIT.md describes it, with the standard library alone."""
    import hmac

    opened = hmac.new(bytes.fromhex(SALT), b"countersign-opening-v1\0customer", "sha256").hexdigest()
    told = hmac.new(bytes.fromhex(opened), b'countersign-commitment-v1\0"CUST-0001"', "sha256").hexdigest()
    assert committed(SALT, "customer", "CUST-0001") == told
