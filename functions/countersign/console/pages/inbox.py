"""Inbox: what waits for an answer."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit
from countersign.record.paging import MAX_LIMIT, Wanted
from countersign.viewing.inbox import Inbox, inbox


@page("/console")
def show_inbox(visit: Visit) -> Page:
    found = _inbox(visit)
    return Page("inbox.html", "Inbox", {"inbox": found, "fingerprint": found.fingerprint})


@page("/console/news")
def news(visit: Visit) -> Page | Response[str]:
    """Asked by script while the inbox stands open: whether there is something new in it."""
    if visit.query.get("seen") == _inbox(visit).fingerprint:
        return Response(HTTPStatus.NO_CONTENT)
    return Page("news.html", "Inbox", {"news": "There is something new in the inbox."})


def _inbox(visit: Visit) -> Inbox:
    return inbox(visit.looker, Wanted(limit=MAX_LIMIT, cursor=visit.query.get("cursor")))
