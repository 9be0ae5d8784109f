"""Approvers at a real browser: Debian's Chromium against the deployed console."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.browsing import PHONE, Desk, at_desk

from countersign.local.demo.stage import Customer, Stage, Ticket
from countersign.local.session import Stack

PAGES = ("", "cases", "exceptions", "search", "switches", "policies", "health", "quality", "standing-in")


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time.time())) as stage:
        yield stage


def _asked(stage: Stage, *, amount_minor: int = 12_000, text: str = "") -> tuple[Customer, Ticket, Mapping[str, Any]]:
    """A refund that waits for people: 120.00 for a supervisor, 2,500.00 for two of risk."""
    customer = stage.customer("Cleo Marsh", amount_minor=amount_minor)
    ticket = stage.write_in(customer, f"The bench from order {customer.order} came broken, please refund it. {text}")
    return customer, ticket, stage.question_about(ticket)


def _refunds(stage: Stage, customer: Customer) -> int:
    return len(stage.effects(customer, "refund"))


def test_a_supervisor_signs_in_reads_and_approves(browser: Browser, stack: Stack, stage: Stage) -> None:
    customer, ticket, question = _asked(stage)
    with at_desk(browser, stack, "sam") as desk:
        desk.page.get_by_role("link", name=question["shown"]["title"]).first.wait_for()
        desk.ask(question["approval_id"])
        expect(desk.page.locator(".amount")).to_have_text("120.00 EUR")
        desk.approve()
        expect(desk.page.get_by_text("This is decided")).to_be_visible()
        assert desk.upsets == []
    assert stage.end_of(ticket)["case"]["state"] == "RESOLVED"
    assert _refunds(stage, customer) == 1


def test_i4_the_digest_on_the_screen_is_the_one_that_is_done(browser: Browser, stack: Stack, stage: Stage) -> None:
    _, ticket, question = _asked(stage)
    with at_desk(browser, stack, "sam") as desk:
        desk.ask(question["approval_id"])
        desk.page.get_by_text("The request to the byte").click()
        shown = desk.page.locator("code.digest.whole").first.inner_text()
        desk.approve()
    warranted = [decision["warrant"] for decision in stage.end_of(ticket)["decisions"]]
    assert shown.replace("\u200b", "").strip() in warranted


def test_a_no_needs_a_reason_and_is_final(browser: Browser, stack: Stack, stage: Stage) -> None:
    customer, ticket, question = _asked(stage)
    with at_desk(browser, stack, "sam") as desk:
        desk.ask(question["approval_id"])
        desk.page.get_by_role("button", name="Deny").click()
        # The browser itself asks for the reason; nothing was sent.
        assert desk.page.get_by_label("Reason for a no").evaluate("field => field.matches(':invalid')")
        desk.deny("The order was never delivered.")
        expect(desk.page.locator("h1")).to_contain_text("denied")
    assert stage.end_of(ticket)["case"]["state"] == "ESCALATED"
    assert _refunds(stage, customer) == 0


def test_two_people_in_two_browsers(browser: Browser, stack: Stack, stage: Stage) -> None:
    customer, ticket, question = _asked(stage, amount_minor=250_000)
    with at_desk(browser, stack, "rui") as first, at_desk(browser, stack, "rhea") as second:
        for desk in (first, second):
            desk.ask(question["approval_id"])
        first.approve()
        assert _refunds(stage, customer) == 0
        expect(first.page.get_by_text("You have answered")).to_be_visible()
        second.approve()
    assert stage.end_of(ticket)["case"]["state"] == "RESOLVED"
    assert _refunds(stage, customer) == 1


def test_an_answer_on_a_page_gone_stale_is_told_calmly(browser: Browser, stack: Stack, stage: Stage) -> None:
    _, _, question = _asked(stage)
    with at_desk(browser, stack, "sam") as desk:
        desk.ask(question["approval_id"])
        assert stage.vote("sam", question, "reject", "not now").is_success
        desk.page.get_by_role("button", name="Approve exactly this").click()
        assert "REJECTED" in desk.said() or "denied" in desk.page.locator("h1").inner_text()


def test_on_a_phone(browser: Browser, stack: Stack, stage: Stage) -> None:
    _, ticket, question = _asked(stage)
    with at_desk(browser, stack, "sam", **PHONE) as desk:
        assert desk.overflow() == 0
        desk.ask(question["approval_id"])
        assert desk.overflow() == 0
        box = desk.page.get_by_role("button", name="Approve exactly this").bounding_box()
        assert box is not None
        # What a thumb hits: WCAG 2.5.5.
        assert min(box["width"], box["height"]) >= 44
        desk.approve()
    assert stage.end_of(ticket)["case"]["state"] == "RESOLVED"


def test_by_keyboard_alone(browser: Browser, stack: Stack, stage: Stage) -> None:
    _, ticket, question = _asked(stage)
    with at_desk(browser, stack, "sam") as desk:
        keys = desk.page.keyboard
        while question["approval_id"] not in (desk.page.evaluate("document.activeElement.href || ''") or ""):
            keys.press("j")
        keys.press("Enter")
        expect(desk.page.get_by_role("button", name="Approve exactly this")).to_be_visible()
        keys.press("a")
        expect(desk.page.get_by_role("button", name="Approve exactly this")).to_be_focused()
        keys.press("Enter")
        desk.said()
    assert stage.end_of(ticket)["case"]["state"] == "RESOLVED"


def test_without_javascript(browser: Browser, stack: Stack, stage: Stage) -> None:
    _, ticket, question = _asked(stage)
    with at_desk(browser, stack, "sam", java_script_enabled=False) as desk:
        desk.ask(question["approval_id"])
        desk.approve()
    assert stage.end_of(ticket)["case"]["state"] == "RESOLVED"


HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script> \u202epay\u202c \u200bme {{ 7*7 }}"


def test_i11_hostile_text_is_shown_inert(browser: Browser, stack: Stack, stage: Stage) -> None:
    customer = stage.customer(HOSTILE, amount_minor=12_000)
    text = f"Please refund my order {customer.order}, the bench came broken. {HOSTILE}"
    ticket = stage.write_in(customer, text)
    stage.wait_for("the case to stand still", lambda: stage.story(ticket).get("case", {}).get("state") not in {None, "RECEIVED"} or None)
    with at_desk(browser, stack, "sam") as desk:
        for address in ("", f"cases/{ticket.case_id}", "exceptions", f"search?q={customer.id}"):
            desk.open(address)
            assert desk.page.locator("main script, main img[src=x]").count() == 0
            assert "\u202e" not in desk.page.locator("main").inner_text()
        assert desk.upsets == []


def test_nobody_gets_in_unsigned(browser: Browser, stack: Stack) -> None:
    own = browser.new_context()
    page = own.new_page()
    page.goto(f"{stack.console_url}/health")
    expect(page.locator("#password")).to_be_visible()
    own.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(browser: Browser, stack: Stack, stage: Stage, scheme: str) -> None:
    _, ticket, question = _asked(stage)
    with at_desk(browser, stack, "sam", color_scheme=scheme) as desk:
        found = {
            address: _flaws_of(desk, address) for address in (*PAGES, f"approvals/{question['approval_id']}", f"cases/{ticket.case_id}")
        }
        assert {address: flaws for address, flaws in found.items() if flaws} == {}
        assert desk.upsets == []


def _flaws_of(desk: Desk, address: str) -> list[str]:
    desk.open(address)
    return desk.flaws()
