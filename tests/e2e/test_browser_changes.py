"""Changing one's mind at a real browser: an edit before, an undo afterwards, a stand-in, and a link that is over."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.browsing import at_desk

from countersign.local.demo.stage import Stage
from countersign.local.session import Stack


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time.time())) as stage:
        yield stage


def test_a_lead_proposes_another_amount_and_a_supervisor_approves_that(browser: Browser, stack: Stack, stage: Stage) -> None:
    """I4."""
    customer = stage.customer("Mara Olsen", amount_minor=12_000)
    ticket = stage.write_in(customer, f"Please refund order {customer.order}, the bench is broken.")
    before = stage.question_about(ticket)
    with at_desk(browser, stack, "lena") as desk:
        desk.ask(before["approval_id"])
        desk.page.get_by_text("Write what should be done instead").click()
        desk.page.get_by_label("Amount in EUR").fill("110.00")
        desk.page.locator("#why-otherwise").fill("The lid is fine")
        assert desk.flaws() == []
        desk.page.get_by_role("button", name="Propose this instead").click()
        assert "This approval is withdrawn" in desk.said()
        assert desk.upsets == []
    after = stage.question_about(ticket)
    with at_desk(browser, stack, "sam") as desk:
        desk.ask(after["approval_id"])
        expect(desk.page.locator(".amount")).to_have_text("110.00 EUR")
        desk.approve()
    assert stage.end_of(ticket)["case"]["state"] == "RESOLVED"
    assert [effect["amount_minor"] for effect in stage.effects(customer, "refund")] == [11_000]


def test_an_undo_is_asked_for_at_the_case(browser: Browser, stack: Stack, stage: Stage) -> None:
    customer = stage.customer("Lars Moen", amount_minor=2_000)
    ticket = stage.write_in(customer, f"Please refund order {customer.order}, the can leaks.")
    stage.end_of(ticket)
    with at_desk(browser, stack, "lena") as desk:
        desk.open(f"cases/{ticket.case_id}")
        desk.page.get_by_text("Ask that it be undone").first.click()
        desk.page.get_by_label("Reason").first.fill("Wrong order")
        assert desk.flaws() == []
        desk.page.get_by_role("button", name="Ask for the undo").first.click()
        assert "You have asked." in desk.said()
        assert desk.upsets == []
    assert stage.vote("sam", stage.question_about(ticket)).is_success
    stage.end_of(ticket)
    assert [effect["amount_minor"] for effect in stage.effects(customer, "reversal")] == [2_000]


def test_somebody_stands_in_and_no_longer(browser: Browser, stack: Stack) -> None:
    with at_desk(browser, stack, "cora") as desk:
        desk.page.get_by_text("cora").first.click()
        desk.page.get_by_role("link", name="Away and standing in").click()
        desk.page.get_by_label("Your colleague's user name").fill("carl")
        desk.page.locator("#delegate-until").fill(f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M}")
        desk.page.locator("#because").fill("On leave")
        desk.page.get_by_role("button", name="Let them stand in").click()
        assert "carl stands in for you." in desk.said()
        assert desk.flaws() == []
        desk.page.get_by_role("button", name="End it").click()
        assert "carl no longer stands in for cora." in desk.said()
        assert desk.upsets == []


def test_a_link_that_is_over_says_so_and_offers_nothing(browser: Browser, stage: Stage) -> None:
    supervisor = stage.colleague("supervisor")
    customer = stage.customer("Nora Falk", amount_minor=12_000)
    ticket = stage.write_in(customer, f"Please refund order {customer.order}, the tray is dented.")
    question = stage.question_about(ticket)
    [link] = re.findall(r"https?://\S+/links/\S+", stage.mail_about(ticket, supervisor)["text"])
    own = browser.new_context()
    page = own.new_page()
    page.goto(link)
    expect(page.get_by_role("button", name="Approve exactly this")).to_be_visible()
    assert stage.vote("sam", question, "reject", "not now").is_success
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("link")
    assert page.get_by_role("button").count() == 0
    own.close()
