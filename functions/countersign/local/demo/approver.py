"""A person who answers, at the console or by the link of a mail: over HTTP, as a browser without scripts would."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self
from urllib.parse import urljoin

import httpx

from countersign.local.demo.forms import Form, form_of
from countersign.local.session import Stack

# What every browser says when a page sends its own form, and when somebody follows a link of a mail.
_OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
_FROM_OUTSIDE = {"Sec-Fetch-Site": "none"}
_SECONDS = 30.0
NOT_OFFERED = "not offered"
# How a page tells what came of a form that was refused.
_TOLD_NO = 'class="note bad"'
_ANSWERED = {"approve": "approved", "reject": "denied"}


class Approver:
    """One person's browser; a context manager, for it keeps connections open."""

    def __init__(self, stack: Stack, user: str) -> None:
        self._stack = stack
        self._user = user
        self._browser = httpx.Client(timeout=_SECONDS, trust_env=False, follow_redirects=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.close()

    def answer(self, approval: Mapping[str, Any], answer: str = "approve", reason: str = "") -> str:
        """What came of it: approved, denied, refused, or that the page offers this person no answer."""
        page = self._page(f"approvals/{approval['approval_id']}")
        form = _form(page)
        if form is None:
            return NOT_OFFERED
        told = self._send(self._browser, page, form, answer, reason)
        return "refused" if told.is_error or _TOLD_NO in told.text else _ANSWERED[answer]

    def answer_by_link(self, mail: Mapping[str, Any], answer: str = "approve", reason: str = "") -> str:
        """The same by the link of a mail, signed in nowhere; a scanner has opened it before."""
        links = re.findall(r"https?://\S+/links/\S+", mail["text"])
        if not links:
            return NOT_OFFERED
        with httpx.Client(timeout=_SECONDS, trust_env=False, headers=_FROM_OUTSIDE) as stranger:
            stranger.head(links[0])
            page = stranger.get(links[0])
            told = self._send(stranger, page, form_of(page.text, ""), answer, reason)
        return "refused" if told.is_error else _ANSWERED[answer]

    def _page(self, address: str) -> httpx.Response:
        """A page of the console; who is not signed in yet is led to the hosted sign-in, and back."""
        page = self._browser.get(f"{self._stack.console_url}/{address}")
        with suppress(LookupError):
            hosted = form_of(page.text, "/login")
            filled = hosted.fields | {"username": self._user, "password": self._stack.credentials.password}
            return self._browser.post(urljoin(str(page.url), hosted.action), data=filled)
        return page

    @staticmethod
    def _send(browser: httpx.Client, page: httpx.Response, form: Form, answer: str, reason: str) -> httpx.Response:
        filled = form.fields | {"answer": answer, "reason": reason}
        return browser.post(urljoin(str(page.url), form.action), data=filled, headers=_OWN_PAGE)


def _form(page: httpx.Response) -> Form | None:
    try:
        return form_of(page.text, "/votes")
    except LookupError:
        return None
