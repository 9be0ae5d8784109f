"""What a notifier says of itself, and what passes between it and the hub.

A notifier is a pure translator like a connector: it opens no socket, holds no credential, reads no clock. The hub tells it what is to be
told, sends what it made of that, and asks it what the answer means. No notice holds personal data of customers or a text of theirs.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Protocol, TypeAlias

from pydantic import AwareDatetime, Field

from countersign.sdk.contract import Response
from countersign.sdk.declared import Declaration

NOTIFIER_CONTRACT_VERSION = 1

_Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=200)]
# As much as a header of Slack takes, the shortest of all.
_Headline = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=150)]
# What a browser takes as an address (HTML, section 4.10.5.1.5): ASCII, so that every mail server takes it too.
_Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$", max_length=254)]
_Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$", description="says why without quoting anybody: it is kept and shown")]


class Occasion(StrEnum):
    """What there is to tell."""

    REQUESTED = "approval.requested"
    REMINDED = "approval.reminded"
    REROUTED = "approval.rerouted"
    ANSWERED = "approval.answered"
    EXPIRED = "approval.expired"
    ESCALATED = "case.escalated"
    UNKNOWN = "effect.unknown"


class Person(Declaration):
    """Whom a message is for."""

    name: str
    email: _Address


class Detail(Declaration):
    """One line of what is told, for people."""

    title: _Line
    value: _Line


class Link(Declaration):
    """Where a message leads."""

    title: _Line
    address: Annotated[str, Field(pattern=r"^https?://[^\s<>|\"]+$")]


class Notice(Declaration):
    """What is to be told. `id` is the same for each try of the same message, so whoever gets it twice can know.

    `data` says for machines what `details` say for people. `person` is None where a whole room is told; `link` opens the page about it, and
    is None in a deployment that has no pages.
    """

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    occasion: Occasion
    at: AwareDatetime
    headline: _Headline
    details: tuple[Detail, ...]
    data: Mapping[str, str | int | tuple[str, ...]]
    link: Link | None
    person: Person | None


class Mail(Declaration):
    """One mail to one person; the hub puts the sender in."""

    to: _Address
    subject: _Line
    text: str
    html: str


class Post(Declaration):
    """One POST to the address that the notifier's secret names; the hub signs it when the manifest says so."""

    body: str
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json; charset=utf-8"),)


Message: TypeAlias = Mail | Post


class Sent(Declaration):
    """The system took it."""


class TryLater(Declaration):
    """It was not taken now. The hub waits longer from try to try, and no less than the system asks for."""

    code: _Code
    retry_after_seconds: int | None = Field(default=None, ge=0)


class Refused(Declaration):
    """It will never be taken: trying again is no use, a person has to look."""

    code: _Code


Delivery: TypeAlias = Sent | TryLater | Refused


class NotifierManifest(Declaration):
    """Who a notifier is. `hosts` bounds where the secret's address may lead (`*.example.com` for what is below); none: anywhere."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    contract: int
    title: str
    audience: Literal["person", "room"]
    carrier: Literal["mail", "post"]
    hosts: tuple[str, ...] = ()
    signature: Literal["none", "standard_webhooks"] = "none"


class Notifier(Protocol):
    """What a vendor writes. Both methods are pure."""

    @property
    def manifest(self) -> NotifierManifest:
        """The same value each time."""
        ...

    def prepare(self, notice: Notice) -> Message:
        """What is sent: a Mail or a Post, as the manifest's carrier says."""
        ...

    def interpret(self, response: Response) -> Delivery:
        """What the answer means. For a mail `status` is the reply code of SMTP (RFC 5321, section 4.2), however it was sent."""
        ...
