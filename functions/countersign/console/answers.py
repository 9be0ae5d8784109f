"""What a page function answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie

Mood = Literal["good", "bad"]


@dataclass(frozen=True)
class Page:
    """A template of `templates/`, filled in."""

    template: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Said:
    """What the next page tells first. `about` is the approval that it concerns, if it is one of several."""

    text: str
    mood: Mood = "good"
    about: str = ""


@dataclass(frozen=True)
class See:
    """Look there next: `address` is one of ours, from the root, say `console/cases`."""

    address: str
    said: tuple[Said, ...] = ()

    @classmethod
    def saying(cls, address: str, text: str, mood: Mood = "good") -> "See":
        """With one sentence."""
        return cls(address, (Said(text, mood),))


class SignInNeededError(Exception):
    """Nobody is signed in in this browser, or no longer."""


def redirect(location: str, *cookies: Cookie) -> Response[str]:
    """By GET, whatever it was before."""
    return Response(HTTPStatus.SEE_OTHER, "text/plain", "", headers={"Location": location}, cookies=list(cookies))
