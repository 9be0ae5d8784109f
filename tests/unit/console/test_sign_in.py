import json

import pytest
from tests.unit.console.browser import HOME, Browser
from tests.unit.console.fake_issuer import CLIENT, ISSUER, claims_for

from countersign.console.pages.sign_in import own_address


def test_who_comes_as_a_stranger_signs_in_and_comes_to_where_they_wanted(browser):
    assert browser.get("/console?day=2026-11-21").address.startswith("https://login.example/authorization?")
    reply = browser.sign_in("sam", "supervisor", path="/console?day=2026-11-21")
    assert (reply.status, reply.address) == (200, f"{HOME}/console?day=2026-11-21")
    assert "sam@larkfield.example" in reply.body


def test_the_provider_is_asked_for_a_code_bound_to_this_browser(browser, hub):
    browser.sign_in("sam")
    asked = hub.provider.asked
    assert asked["redirect_uri"] == f"{HOME}/console/callback"
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


def test_no_token_of_the_provider_reaches_the_browser(browser):
    reply = browser.sign_in("sam", "supervisor")
    seen = reply.body + json.dumps(browser.cookies) + json.dumps(reply.headers)
    assert "access token" not in seen
    assert "signature" not in seen
    assert list(browser.cookies) == ["__Host-countersign"]


def test_cookies_are_for_this_host_over_tls_and_not_for_scripts(browser, hub):
    asked = browser.once("GET", f"{HOME}/console/sign-in")
    [begun] = asked.headers["Set-Cookie"]
    query = hub.provider.person_signs_in(asked.headers["Location"][0], claims_for("sam"))
    browser.get("/console")
    lines = [begun, *browser.once("GET", f"{HOME}/console/callback?{query}").headers.get("Set-Cookie", [])]
    for line in lines:
        assert line.startswith("__Host-")
        assert {"Path=/", "HttpOnly", "Secure", "SameSite=Lax"} <= set(line.split("; "))


def callback(browser, **changes):
    """The way back, with something changed in it."""
    asked = browser.get("/console")
    query = browser.hub.provider.person_signs_in(asked.address, claims_for("sam"))
    for old, new in changes.items():
        query = query.replace(f"{old}=", f"{new}=")
    return browser, query


def signed_in(browser):
    return browser.get("/console").status == 200 and "__Host-countersign" in browser.cookies


@pytest.mark.parametrize(
    "query",
    ["state=forged&code=code-0", "code=code-0", "", "error=access_denied&state=forged"],
)
def test_a_state_that_this_browser_did_not_get_is_refused(browser, query):
    callback(browser)
    assert browser.get(f"/console/callback?{query}").status == 403
    assert not signed_in(browser)


def test_another_browser_cannot_go_on_with_a_sign_in(browser, hub, world):
    """Nobody can be signed in to an account of an attacker's choosing."""
    _, query = callback(browser)
    victim = Browser(hub, lambda: world.now)
    assert victim.get(f"/console/callback?{query}").status == 403
    victim.get("/console")
    assert victim.get(f"/console/callback?{query}").status == 403
    assert not signed_in(victim)


def test_a_code_is_good_once(browser, hub, world):
    _, query = callback(browser)
    kept = dict(browser.cookies)
    assert browser.get(f"/console/callback?{query}").status == 200
    again = Browser(hub, lambda: world.now, cookies=kept)
    assert again.get(f"/console/callback?{query}").status == 403
    assert browser.get(f"/console/callback?{query}").status == 403


@pytest.mark.parametrize(
    "twist",
    [
        {"iss": "https://other.example"},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"azp": "another-client"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": "soon"},
        {"exp": None},
        {"token_use": "access"},
        {"custom:tenant": "no tenant"},
        {"custom:tenant": None},
        {"email": None},
    ],
    ids=str,
)
def test_a_token_for_somebody_or_something_else_signs_nobody_in(browser, hub, twist):
    hub.provider.twist = twist
    reply = browser.sign_in("sam", "supervisor")
    assert reply.status == 403
    assert not signed_in(browser)


@pytest.mark.parametrize("answer", ["", "not json", "{}", '{"id_token": "a.b"}', '{"error": "invalid_grant"}', '{"id_token": "a.!.c"}'])
def test_what_is_no_answer_signs_nobody_in(browser, hub, answer):
    hub.provider.answer = answer
    assert browser.sign_in("sam").status == 403
    assert not signed_in(browser)


def test_several_audiences_are_good_if_the_token_is_issued_to_us(browser, hub):
    hub.provider.twist = {"aud": [CLIENT, "another"], "azp": CLIENT, "iss": ISSUER}
    assert browser.sign_in("sam").status == 200


def test_the_name_of_a_session_is_new_at_each_sign_in(browser):
    """Session fixation."""
    browser.sign_in("sam")
    first = browser.cookies["__Host-countersign"]
    browser.cookies["__Host-countersign-sign-in"] = ""
    browser.get("/console/sign-in")
    asked = browser.get("/console/sign-in")
    browser.get(f"/console/callback?{browser.hub.provider.person_signs_in(asked.address, claims_for('rosa'))}")
    assert browser.cookies["__Host-countersign"] != first
    assert "rosa@larkfield.example" in browser.get("/console").body
    browser.cookies["__Host-countersign"] = first
    assert browser.get("/console").address.startswith("https://login.example")


def test_signing_in_again_asks_for_the_password_again(browser, hub):
    asked = browser.get("/console/sign-in?again=1")
    hub.provider.person_signs_in(asked.address, claims_for("sam"))
    assert (hub.provider.asked["prompt"], hub.provider.asked["max_age"]) == ("login", "0")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/console",
        "/\\evil.example",
        "console/../../evil",
        "console//evil.example",
        "console/..",
        "javascript:alert(1)",
        "consolex",
        "console\r\nSet-Cookie: a=b",
        "console?next=https://evil.example",
        "console#x",
        "",
    ],
)
def test_nobody_is_led_elsewhere(wanted):
    assert own_address(wanted) == "console"


@pytest.mark.parametrize(
    "wanted", ["console", "console/cases/C-AAAABBBBCCCCDDDD", "console/cases?day=2026-11-21&cursor=a%3D", "console/a.b"]
)
def test_pages_of_ours_are_led_to(wanted):
    assert own_address(wanted) == wanted


def test_signing_out_ends_the_session_not_only_the_cookie(browser):
    page = browser.sign_in("sam")
    token = browser.cookies["__Host-countersign"]
    left = browser.submit(page, "console/sign-out")
    assert left.address == f"{HOME}/console/signed-out"
    assert "https://login.example/end_session?" in left.body
    assert "__Host-countersign" not in browser.cookies
    browser.cookies["__Host-countersign"] = token
    assert browser.get("/console").address.startswith("https://login.example")


def test_without_an_address_of_its_own_the_console_says_so(browser, hub):
    hub.console_url = ""
    assert browser.get("/console").status == 503


def test_the_loopback_needs_no_tls(browser, hub):
    hub.console_url = "http://127.0.0.1:4566/v1"
    [line] = browser.once("GET", f"{HOME}/console/sign-in").headers["Set-Cookie"]
    assert line.startswith("countersign-sign-in=")
    assert "Secure" not in line
