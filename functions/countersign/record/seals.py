"""What the archive holds of a seal: a signed checkpoint, and beside it the events that it added.

The checkpoint is a C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), so any verifier of transparency logs reads it. Three
extension lines follow the root: the seal's number, its time, and the SHA-256 of the file of the seal before.
"""

import re
from base64 import b64decode, b64encode
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from countersign.model.frozen import Digest, Frozen, Moment, Tenant
from countersign.record.notes import NoteFormatError

NO_SEAL = "0" * 64
_TEXT = re.compile(
    r"countersign/(?P<tenant>[^\n]+)\n(?P<size>\d+)\n(?P<root>[^\n]+)\n"
    r"seal (?P<number>\d+)\ntime (?P<time>[^\n]+)\nprevious (?P<previous>[^\n]+)\n"
)

SealedEvent = tuple[Annotated[str, Field(pattern=r"^[\w-]{1,64}$")], Annotated[int, Field(ge=0)], Digest]


class Checkpoint(Frozen):
    """The log of one tenant after seal `number`: `size` leaves under `root`. `previous` is the digest of the seal before."""

    tenant: Tenant
    size: Annotated[int, Field(ge=0)]
    root: Digest
    number: Annotated[int, Field(ge=1)]
    sealed_at: Moment
    previous: Digest

    @property
    def origin(self) -> str:
        """The log's name, and that of its key."""
        return origin(self.tenant)

    def to_text(self) -> str:
        """The text that is signed."""
        time, root = self.to_json()["sealed_at"], b64encode(bytes.fromhex(self.root)).decode()
        return f"{self.origin}\n{self.size}\n{root}\nseal {self.number}\ntime {time}\nprevious {self.previous}\n"

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """Raises NoteFormatError for any text that `to_text` does not write."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise NoteFormatError("not the text of a seal")
        try:
            checkpoint = cls(
                tenant=found["tenant"],
                size=int(found["size"]),
                root=b64decode(found["root"], validate=True).hex(),
                number=int(found["number"]),
                sealed_at=datetime.fromisoformat(found["time"]),
                previous=found["previous"],
            )
        except ValueError:
            raise NoteFormatError("not the text of a seal") from None
        if checkpoint.to_text() != text:
            raise NoteFormatError("not the text of a seal as it is written")
        return checkpoint


class Batch(Frozen):
    """The leaves that one seal added: case, sequence and hash of each event in the order of the tree, which was `before` (its frontier)."""

    before: tuple[Digest, ...]
    events: tuple[SealedEvent, ...]

    def to_bytes(self) -> bytes:
        """Lines of text: the frontier, then an event a line."""
        lines = [" ".join(self.before), *(f"{case_id} {sequence} {hash_}" for case_id, sequence, hash_ in self.events)]
        return "".join(f"{line}\n" for line in lines).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Batch":
        """Raises NoteFormatError for any bytes that `to_bytes` does not write."""
        try:
            first, *others = raw.decode().split("\n")
            events = [(case_id, int(sequence), hash_) for case_id, sequence, hash_ in (line.split(" ") for line in others if line)]
            batch = cls(before=tuple(first.split()), events=tuple(events))
        except ValueError:
            raise NoteFormatError("not the events of a seal") from None
        if batch.to_bytes() != raw:
            raise NoteFormatError("not the events of a seal as they are written")
        return batch


class SealHead(Frozen):
    """Where the log of one tenant stands: what its archive says, kept so that a seal need not read it."""

    number: int = 0
    size: int = 0
    frontier: tuple[Digest, ...] = ()
    seal: Digest = NO_SEAL
    sealed_at: Moment | None = None


def origin(tenant: str) -> str:
    return f"countersign/{tenant}"


def seal_digest(note: bytes) -> str:
    """What the next seal says of this one: `sha256sum` of its file."""
    return sha256(note).hexdigest()


def folder(tenant: str) -> str:
    return f"seals/{tenant}/"


def checkpoint_key(tenant: str, number: int) -> str:
    """By number alone: whoever writes it first has made that seal, and there is no second."""
    return f"{folder(tenant)}{number:010d}.checkpoint"


def batch_key(tenant: str, number: int, root: str) -> str:
    """By root too: sealers at once each have a batch, and the checkpoint says which one counts."""
    return f"{folder(tenant)}{number:010d}-{root[:16]}.events"
