import pytest
from tests.unit.console.browser import HOME, Browser

FORM = "/console/sign-out"


def signed_in(browser: Browser) -> str:
    """The session's CSRF token."""
    return browser.sign_in("sam").form("sign-out").fields["csrf"]


def test_a_form_of_the_session_is_taken(browser):
    assert browser.post(FORM, {"csrf": signed_in(browser)}).address == f"{HOME}/console/signed-out"


@pytest.mark.parametrize("fields", [{}, {"csrf": ""}, {"csrf": "0" * 32}, {"csrf": "\u00e9"}])
def test_a_form_without_the_sessions_token_is_refused(browser, fields):
    signed_in(browser)
    assert browser.post(FORM, fields).status == 403
    assert browser.get("/console").status == 200


def test_the_token_of_another_session_is_refused(browser, hub, world):
    other = Browser(hub, lambda: world.now)
    token = signed_in(other)
    signed_in(browser)
    assert browser.post(FORM, {"csrf": token}).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_what_another_site_sends_is_refused(browser, site):
    token = signed_in(browser)
    assert browser.post(FORM, {"csrf": token}, sec_fetch_site=site, origin="https://hub.example").status == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://hub.example", 200), ("https://evil.example", 403), ("null", 403), ("http://hub.example", 403), ("", 403)],
)
def test_a_browser_without_fetch_metadata_is_known_by_its_origin(browser, origin, status):
    token = signed_in(browser)
    assert browser.post(FORM, {"csrf": token}, sec_fetch_site="", origin=origin).status == status


@pytest.mark.parametrize("body", ["%ff=1", "csrf=" + "a" * 30_000, "&".join(f"a{number}=1" for number in range(200)), "csrf"])
def test_what_is_no_form_of_ours_is_refused_calmly(browser, body):
    signed_in(browser)
    reply = browser.once("POST", f"{HOME}{FORM}", body, {"sec-fetch-site": "same-origin"})
    assert reply.status in {400, 403, 413}
    assert browser.failures == []


def test_a_form_of_a_stranger_leads_to_signing_in(browser):
    assert browser.post(FORM, {"csrf": "0" * 32}).address.startswith("https://login.example/")
