"""What people do about something that lies with them: who takes it, what they note, how it was resolved."""

import unicodedata
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from countersign.model.canonical import digest
from countersign.model.frozen import Digest, Frozen, Moment, Tenant
from countersign.model.outcome import Escalation

VERSION_TAG = "countersign-exception-v1"


def _kept(text: str) -> str:
    """As it has a digest: NFC, plain line ends, nothing around it."""
    if "\0" in text:
        raise ValueError("a text holds no NUL")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


Words = Annotated[str, Field(max_length=2_000, pattern=r"\S"), AfterValidator(_kept)]
Account = Annotated[str, Field(pattern=r"^[^\s|#\x00-\x1f]{1,128}$")]


class ExceptionRef(Frozen):
    """How an address names what lies with people, in a shape that no key could be bent by (I13)."""

    tenant: Tenant
    case_id: Annotated[str, Field(pattern=r"^(C-[0-9A-Z]{16}|control)$")]
    subject: Annotated[str, Field(pattern=r"^(case|[0-9a-f]{64}|(record|switch|notice|haste)-[a-z0-9._-]{1,120})$")]


class Assignee(Frozen):
    """`subject` is how the authorizer knows them."""

    subject: str
    name: str


class Comment(Frozen):
    """People's words: the record commits to them."""

    by: str
    name: str
    at: Moment
    text: Words


class Resolution(Frozen):
    """That there is nothing left to see to, and why; the record commits to the words."""

    by: str
    name: str
    at: Moment
    reason: Words


class Handling(Frozen):
    """`changes` counts all that was ever changed, and fences."""

    changes: int = 0
    assignee: Assignee | None = None
    comments: int = 0
    resolution: Resolution | None = None


def version_of(escalation: Escalation, handling: Handling) -> Digest:
    """What a person has seen: who acts on another version is told so."""
    return digest(VERSION_TAG, [escalation.to_json(), handling.changes])


class Assign(Frozen):
    """What a person sends: to whom, or to nobody."""

    to: Account | None = None
    version: Digest


class Remark(Frozen):
    """What a person sends: a comment. Two at once are two comments, so no version is needed."""

    text: Words


class Resolve(Frozen):
    """What a person sends: that it is seen to, and why; or, without a reason, that it is open again."""

    resolved: bool
    reason: Words | None = None
    version: Digest

    @model_validator(mode="after")
    def _names_its_ground(self) -> Self:
        if self.resolved is (self.reason is None):
            raise ValueError("what is resolved has a reason, and nothing else has one")
        return self
