"""Inbox: what waits for an answer."""

from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit


@page("/console")
def inbox(_: Visit) -> Page:
    return Page("inbox.html", "Inbox")
