"""People at real browsers: each has a browser of their own, signed in through the hosted pages."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from countersign.local.session import Stack

# A container's root may not open a sandbox; the rest keeps the browser from calling home.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 30_000
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 760}, "has_touch": True, "is_mobile": True}


def installed_browser() -> str | None:
    """`COUNTERSIGN_BROWSER`, which must then be there, or a Chromium on the path."""
    return os.environ.get("COUNTERSIGN_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def opened_browser(path: str) -> Iterator[Browser]:
    """Headless."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True)
class Desk:
    """One person's browser. `upsets` collects what no page of ours may cause: script errors, refused resources, dialogs."""

    stack: Stack
    page: Page
    upsets: list[str]

    def open(self, address: str = "") -> None:
        """A page of the console, as `approvals/A-…`."""
        self.page.goto(f"{self.stack.console_url}/{address}".rstrip("/"))

    def ask(self, approval_id: str) -> None:
        self.open(f"approvals/{approval_id}")

    def approve(self) -> None:
        self.page.get_by_role("button", name="Approve exactly this").click()
        self.said()

    def deny(self, reason: str) -> None:
        self.page.get_by_label("Reason for a no").fill(reason)
        self.page.get_by_role("button", name="Deny").click()
        self.said()

    def said(self) -> str:
        """What the page says after a form was sent."""
        return self.page.locator(".said .note").first.inner_text()

    def flaws(self) -> list[str]:
        """What axe finds wrong with the page for people who cannot see, hear or point well."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def at_desk(browser: Browser, stack: Stack, user: str, **context: Any) -> Iterator[Desk]:
    """A browser of `user`'s own, signed in and at the inbox."""
    own = browser.new_context(**context)
    own.set_default_timeout(PATIENCE_MS)
    page, upsets = own.new_page(), list[str]()
    page.on("pageerror", lambda error: upsets.append(f"error: {error}"))
    page.on("console", lambda said: upsets.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("dialog", lambda dialog: (upsets.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    try:
        page.goto(stack.console_url)
        sign_in(page, stack, user)
        # The hosted pages are not ours, and ask for an icon that is not there.
        upsets.clear()
        yield Desk(stack, page, upsets)
    finally:
        own.close()


def sign_in(page: Page, stack: Stack, user: str) -> None:
    """At the identity provider's own page."""
    page.locator("#username").fill(user)
    page.locator("#password").fill(stack.credentials.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()
    # The heading may be there before the style is, and then everything is wider.
    page.wait_for_load_state("load")
