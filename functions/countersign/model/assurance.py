"""How sure it must be that it is them who answer."""

from datetime import datetime, timedelta
from typing import Literal, Protocol

from countersign.model.frozen import Frozen

SECOND_FACTOR = "mfa"


class Shown(Protocol):
    """What somebody showed to prove who they are: a voter now, or a grant later."""

    @property
    def via(self) -> str: ...

    @property
    def methods(self) -> tuple[str, ...]: ...

    @property
    def authenticated_at(self) -> datetime: ...


class Assurance(Frozen):
    """What a yes to one action takes: whether a link is enough, else how old the sign-in may be, and whether with a second factor."""

    link: bool
    sign_in_seconds: int | None
    second_factor: bool

    def lacking(self, shown: Shown, at: datetime) -> Literal["required", "second_factor"] | None:
        """What the sign-in lacks for an answer given `at` that moment; None when it is sure enough."""
        if shown.via == "link":
            return None if self.link else "required"
        if self.second_factor and SECOND_FACTOR not in shown.methods:
            return "second_factor"
        if self.sign_in_seconds is not None and at - shown.authenticated_at > timedelta(seconds=self.sign_in_seconds):
            return "required"
        return None
