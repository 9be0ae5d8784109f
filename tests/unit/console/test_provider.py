"""The identity provider as it answers over HTTP."""

import json
from collections.abc import Callable

import httpx
import pytest

from countersign.adapters.oidc import OidcProvider
from countersign.ports import ProviderUnavailableError

ISSUER = "https://login.example/pool"
DOCUMENT = {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token"}


def provider(answer: Callable[[httpx.Request], httpx.Response]) -> OidcProvider:
    return OidcProvider(ISSUER, f"{ISSUER}/.well-known/openid-configuration", "the-console", httpx.MockTransport(answer))


def serving(document: object = DOCUMENT, status: int = 200, token: httpx.Response | None = None) -> OidcProvider:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return token or httpx.Response(200, text="{}")
        return httpx.Response(status, content=json.dumps(document) if isinstance(document, dict) else str(document))

    return provider(answer)


def test_its_addresses_are_asked_for_once_a_container():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json=DOCUMENT)

    found = provider(answer)
    assert [found.endpoint(name) for name in ("token_endpoint", "authorization_endpoint", "end_session_endpoint")] == [
        f"{ISSUER}/token",
        f"{ISSUER}/authorize",
        None,
    ]
    assert asked == [f"{ISSUER}/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("document", "status"),
    [({**DOCUMENT, "issuer": "https://evil.example"}, 200), (DOCUMENT, 404), ("<html>", 200), ("[]", 200), ({}, 200)],
    ids=str,
)
def test_what_is_no_discovery_document_of_this_issuer_is_not_believed(document, status):
    with pytest.raises(ProviderUnavailableError):
        serving(document, status).endpoint("token_endpoint")


def test_a_provider_that_was_away_is_asked_again():
    answers = [httpx.Response(503), httpx.Response(200, json=DOCUMENT)]
    found = provider(lambda _: answers.pop(0))
    with pytest.raises(ProviderUnavailableError):
        found.endpoint("token_endpoint")
    assert found.endpoint("token_endpoint") == f"{ISSUER}/token"


@pytest.mark.parametrize("error", [httpx.ConnectTimeout("late"), httpx.ReadTimeout("late"), httpx.ConnectError("gone")])
def test_a_provider_that_does_not_answer_is_unavailable(error):
    def answer(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(ProviderUnavailableError, match=type(error).__name__):
        provider(answer).endpoint("token_endpoint")


@pytest.mark.parametrize("status", [200, 400, 401])
def test_a_yes_and_a_no_are_both_answers(status):
    assert serving(token=httpx.Response(status, text="told")).redeem("code=1") == "told"


@pytest.mark.parametrize("status", [302, 404, 429, 500, 503])
def test_anything_else_is_none(status):
    with pytest.raises(ProviderUnavailableError, match=str(status)):
        serving(token=httpx.Response(status)).redeem("code=1")


def test_the_code_goes_to_the_token_endpoint_as_a_form():
    sent = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=DOCUMENT)

    provider(answer).redeem("code=1&code_verifier=2")
    assert (sent[-1].method, str(sent[-1].url), sent[-1].content) == ("POST", f"{ISSUER}/token", b"code=1&code_verifier=2")
    assert sent[-1].headers["content-type"] == "application/x-www-form-urlencoded"
