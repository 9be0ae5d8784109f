from countersign.sdk.webhooks import sign


def test_a_signature_is_the_one_of_the_reference_library() -> None:
    # Made with standardwebhooks 1.1.0 for the same key, id, time and body.
    key, body = "whsec_bGFya2ZpZWxkLWdvb2RzLXRlc3Qta2V5", '{"x":"ü🪴"}'.encode()

    assert sign(event_id="evt_1", timestamp=1_795_219_200, body=body, key=key) == "v1,6GaMfNKF4OmQvuRaYrPirFj2G7KGtDy+LiFhG/wXfIo="
