"""Real traffic, kept and played again: what a connector asked and a system answered, below credentials, which never come here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from countersign.kit.system import Target, doing
from countersign.model.frozen import Frozen
from countersign.sdk.contract import Request, Response
from countersign.sdk.remote import RemoteResponse


class NotRecordedError(Exception):
    """The recording has no answer to this request."""


class Exchange(Frozen):
    """One request and its answer. An answer may hold personal data of whoever was asked about: record a test account."""

    request: Request
    response: RemoteResponse


class Recording(Frozen):
    """`run_id` begins the keys that were used: played again with others, requests would differ."""

    run_id: str
    exchanges: tuple[Exchange, ...]

    @classmethod
    def of(cls, file: Path) -> "Recording":
        """Read it from a file."""
        return cls.model_validate_json(file.read_bytes())

    def to_bytes(self) -> bytes:
        """The file."""
        return self.model_dump_json(indent=1).encode() + b"\n"


@dataclass
class Recorder:
    """A target that keeps what passes."""

    target: Target
    exchanges: list[Exchange] = field(default_factory=list)

    def doing(self, action: str) -> "Recorder":
        """The same, in the same list."""
        return Recorder(doing(self.target, action), self.exchanges)

    def respond(self, request: Request) -> Response:
        response = self.target.respond(request)
        self.exchanges.append(Exchange(request=request, response=RemoteResponse.of(response)))
        return response


@dataclass
class Replay:
    """A target that says again what was recorded: for each request its next answer, and its last for good."""

    recording: Recording
    said: dict[Request, int] = field(default_factory=dict)

    def respond(self, request: Request) -> Response:
        """Raises NotRecordedError."""
        answers: Sequence[RemoteResponse] = [one.response for one in self.recording.exchanges if one.request == request]
        if not answers:
            raise NotRecordedError(f"nobody recorded {request.method} {request.path}")
        number = self.said.get(request, 0)
        self.said[request] = number + 1
        return answers[min(number, len(answers) - 1)].response()
