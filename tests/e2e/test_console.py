"""The console as a browser without scripts sees it: the real gateway, functions and hosted sign-in pages, over HTTP."""

import re
from collections.abc import Iterator
from time import time
from urllib.parse import urljoin

import httpx
import pytest

from countersign.local.demo.forms import form_of
from countersign.local.demo.stage import Stage
from countersign.local.session import Stack

# What every browser says when a page of ours sends a form.
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time())) as stage:
        yield stage


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30, trust_env=False, follow_redirects=True) as browser:
        yield browser


def sign_in(browser: httpx.Client, stack: Stack, user: str, path: str = "") -> httpx.Response:
    """Go to a page, be led to the hosted sign-in, fill in its form, and come back."""
    hosted = browser.get(f"{stack.console_url}{path}")
    form = form_of(hosted.text, "/login")
    filled = form.fields | {"username": user, "password": stack.credentials.password}
    return browser.post(urljoin(str(hosted.url), form.action), data=filled)


def submit(browser: httpx.Client, page: httpx.Response, ending: str, **fields: str) -> httpx.Response:
    form = form_of(page.text, ending)
    return browser.post(urljoin(str(page.url), form.action), data=form.fields | fields, headers=OWN_PAGE)


def test_a_supervisor_signs_in_and_approves_a_refund_by_form(stack: Stack, stage: Stage, browser: httpx.Client) -> None:
    """I4: the digest that the page showed is the one that is done, once."""
    customer = stage.customer("Cleo Marsh", amount_minor=12_000)
    ticket = stage.write_in(customer, f"The bench from order {customer.order} came broken, please refund it.")
    asked = stage.question_about(ticket)
    page = sign_in(browser, stack, "sam", f"/approvals/{asked['approval_id']}")
    assert str(page.url) == f"{stack.console_url}/approvals/{asked['approval_id']}"
    assert form_of(page.text, "/votes").fields["action"] == asked["action"]
    answered = submit(browser, page, "/votes", reason="The photo shows it.")
    assert "Approved. The gate decides once more" in answered.text
    assert stage.end_of(ticket)["case"]["state"] == "RESOLVED"
    assert len(stage.effects(customer, "refund")) == 1


def test_a_session_is_the_browsers_own_and_ends(stack: Stack, browser: httpx.Client) -> None:
    inbox = sign_in(browser, stack, "sam")
    assert (inbox.status_code, str(inbox.url)) == (200, stack.console_url)
    assert [(cookie.name, cookie.has_nonstandard_attr("HttpOnly")) for cookie in browser.cookies.jar] == [("countersign", True)]
    token = browser.cookies["countersign"]
    assert "You are signed out" in submit(browser, inbox, "sign-out").text
    again = httpx.get(stack.console_url, cookies={"countersign": token}, trust_env=False)
    assert (again.status_code, again.headers["location"]) == (303, "./console/sign-in?next=console")


def test_who_is_not_signed_in_can_answer_nothing(stack: Stack, browser: httpx.Client) -> None:
    form = {"csrf": "0" * 32, "action": "0" * 64, "answer": "approve"}
    refused = browser.post(f"{stack.console_url}/approvals/{'0' * 32}/votes", data=form, headers=OWN_PAGE)
    assert form_of(refused.text, "/login")


def test_a_form_from_elsewhere_is_refused_where_grants_are_signed(stack: Stack, browser: httpx.Client) -> None:
    csrf = form_of(sign_in(browser, stack, "sam").text, "sign-out").fields["csrf"]
    address = f"{stack.console_url}/approvals/{'0' * 32}/votes"
    answer = {"action": "0" * 64, "answer": "approve"}
    assert browser.post(address, data=answer | {"csrf": csrf}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.post(address, data=answer | {"csrf": "0" * 32}, headers=OWN_PAGE).status_code == 403


def test_the_gateway_hands_on_the_headers_and_static_files(stack: Stack, browser: httpx.Client) -> None:
    page = sign_in(browser, stack, "sam")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    for name in re.findall(r"console/static/([^\"]+)", page.text):
        served = browser.get(f"{stack.console_url}/static/{name}")
        assert (served.status_code, served.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
