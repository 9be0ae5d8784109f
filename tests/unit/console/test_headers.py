import pytest
from tests.unit.console.browser import HOME

from countersign.console.headers import SECURITY
from countersign.console.static_files import files, hashed_name

STATIC = [f"/console/static/{hashed_name(name)}" for name in files()]


@pytest.mark.parametrize(
    "path",
    ["/console", "/console/sign-in", "/console/callback", "/console/signed-out", "/console/nothing", "/console/static/x.css", *STATIC],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_has_the_headers(browser, path, method):
    reply = browser.once(method, f"{HOME}{path}")
    assert {name: reply.headers[name] for name in SECURITY} == {name: [value] for name, value in SECURITY.items()}


@pytest.mark.parametrize("path", ["/console", "/console/nothing", "/console/signed-out"])
def test_no_cache_keeps_a_page(browser, path):
    browser.sign_in("sam")
    assert browser.get(path).headers["Cache-Control"] == ["no-store"]


def test_no_page_needs_what_the_policy_forbids(browser):
    """No inline style or script, no handler in an attribute."""
    body = browser.sign_in("sam").body
    for forbidden in ("<style", "style=", "javascript:", " onclick", " onload", "hx-on", "//cdn"):
        assert forbidden not in body
    assert body.count("<script") == body.count("<script src=")


@pytest.mark.parametrize("path", STATIC)
def test_static_files_are_kept_under_the_name_of_their_content(browser, path):
    reply = browser.get(path)
    assert reply.status == 200
    assert reply.headers["Cache-Control"] == ["public, max-age=31536000, immutable"]


@pytest.mark.parametrize("name", ["console.css", "console-000000000000.css", "..%2fapp.py", "../app.py", "layout.html"])
def test_nothing_else_is_served(browser, name):
    assert browser.get(f"/console/static/{name}").status == 404


class BrokenStore:
    def get(self, _):
        raise ZeroDivisionError


def test_a_page_that_fails_says_so_calmly_and_tells_the_log(browser, hub):
    browser.sign_in("sam")
    hub.store = BrokenStore()
    reply = browser.get("/console")
    assert reply.status == 503
    assert "Something of ours failed" in reply.body
    assert "ZeroDivision" not in reply.body
    assert [type(failure) for failure in browser.failures] == [ZeroDivisionError]
