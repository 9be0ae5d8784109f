"""The proof of a case for whoever asks for it in the console: read from the seals as the function may read them, one by its number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from countersign.errors import RequestRefusedError
from countersign.ports import Archive, Store
from countersign.proof.bundle import Bundle, Keys
from countersign.proof.export import Exporter, NothingToProveError, NotSealedYetError
from countersign.record import keys, merkle
from countersign.record.notes import Note
from countersign.record.rows import find
from countersign.record.seals import Checkpoint, SealHead, batch_key, checkpoint_key
from countersign.viewing.cases import named_case

# A seal is one object or two, and a page must answer within seconds.
MOST_OBJECTS = 600


class TooManySealsError(Exception):
    """The case was open for so long that its proof spans more seals than a page may read."""


@dataclass(frozen=True)
class NumberedSeals:
    """The archive of one tenant: its seals have the numbers from 1 to that of the head, so it is neither listed nor asked in vain."""

    archive: Archive
    tenant: str
    last: int
    _read: dict[str, bytes] = field(default_factory=dict)

    def numbers(self) -> Sequence[int]:
        return range(1, self.last + 1)

    def notes(self, number: int) -> Sequence[bytes]:
        return [self._get(checkpoint_key(self.tenant, number))]

    def batch(self, number: int, root: str) -> bytes | None:
        """None for a seal that added nothing: its root is that of the one before."""
        return None if root == self._root(number - 1) else self._get(batch_key(self.tenant, number, root))

    def _root(self, number: int) -> str:
        if not number:
            return merkle.EMPTY_ROOT
        return Checkpoint.from_text(Note.from_bytes(self.notes(number)[0]).text).root

    def _get(self, key: str) -> bytes:
        if key not in self._read:
            if len(self._read) == MOST_OBJECTS:
                raise TooManySealsError
            self._read[key] = self.archive.get(key)
        return self._read[key]


def proof_of(store: Store, archive: Archive, public_keys: Keys, tenant: str, case_id: str, *, now: datetime) -> Bundle:
    """Raises RequestRefusedError (404, or 409 while it cannot be proved here)."""
    case = named_case(store, tenant, case_id)
    head = find(store, keys.seal_head(tenant), SealHead) or SealHead()
    exporter = Exporter(store, NumberedSeals(archive, tenant, head.number), public_keys)
    try:
        return exporter.export(tenant, case.case_id, now=now)
    except (NothingToProveError, NotSealedYetError):
        raise RequestRefusedError(409, "The end of this case is not sealed yet. Try again in half a minute.", state="UNSEALED") from None
    except TooManySealsError:
        told = "The proof of this case spans too many seals for a page. An operator can export it: countersign audit export."
        raise RequestRefusedError(409, told, state="TOO_LONG") from None
