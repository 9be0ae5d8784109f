"""Where a connector is put to the test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from countersign.kit.check import NotApplicableError
from countersign.kit.system import System, Target
from countersign.sdk.conformance import Subject, WriteExample
from countersign.sdk.contract import ActionDescriptor, Connector, Effect, Manifest, Request
from countersign.sdk.remote_connector import RemoteConnector


@dataclass(frozen=True)
class Bench:
    """`target` makes what answers: a fresh fake for each system, or always the same live one. `origin` is where the subject was found."""

    subject: Subject
    target: Callable[[], Target]
    origin: str | None = None
    run_id: str = "kit"
    _numbers: Iterator[int] = field(default_factory=count)

    @cached_property
    def connector(self) -> Connector:
        return self.subject.connector()

    @property
    def manifest(self) -> Manifest:
        return self.connector.manifest

    @cached_property
    def actions(self) -> dict[str, ActionDescriptor]:
        return {action.name: action for action in self.manifest.actions}

    @cached_property
    def writes(self) -> dict[str, WriteExample]:
        """Examples of declared writes; raises NotApplicableError when there is none."""
        found = {name: example for name, example in self.subject.writes.items() if name in self.actions}
        if not found:
            raise NotApplicableError("it writes nothing")
        return found

    @property
    def reads(self) -> list[ActionDescriptor]:
        """Raises NotApplicableError when there is none."""
        found = [action for action in self.manifest.actions if action.effect is Effect.READ and action.name in self.subject.reads]
        if not found:
            raise NotApplicableError("it reads nothing")
        return found

    def require_at_hand(self) -> None:
        """Raises NotApplicableError for a connector that runs elsewhere: what the way there does is not the connector's doing."""
        if isinstance(self.connector, RemoteConnector):
            raise NotApplicableError("it runs elsewhere, where nobody can watch it")

    def system(self) -> System:
        return System(self.connector, self.target())

    def rehearsal(self) -> System:
        """With the subject's fake, whatever the target: what the hub's own transport does is not the connector's doing."""
        return System(self.connector, self.subject.fake())

    def key(self) -> str:
        """Another one each time: a live system remembers."""
        return f"{self.run_id}-{next(self._numbers):04}"

    def prepared(self, action: str) -> tuple[Request, str]:
        """The example's request, and its key."""
        key = self.key()
        return self.connector.prepare(action, self.writes[action].arguments, key=key), key
