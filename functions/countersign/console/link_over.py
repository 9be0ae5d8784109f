"""What every link says that cannot be followed: nobody learns whether there ever was one, or whose."""

from http import HTTPStatus

from countersign.console.answers import Page

_TITLE = "This link does not work"
_EXPLAINED = (
    "It may have been used, or what it asked may be answered, over or with others by now. "
    "If you have just answered by it, your answer is recorded. What waits for you is in your inbox."
)


def link_over() -> Page:
    """The same, whatever the reason."""
    return Page("problem.html", _TITLE, {"explained": _EXPLAINED}, HTTPStatus.GONE)
