"""A case's hash chain, checked on the canonical bytes of its events: one search and one SHA-256 an event, no parsing."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from countersign.model.audit import AUDIT_TAG, GENESIS

_TAG = AUDIT_TAG.encode() + b"\0"
_HASH_KEY = len(b'"hash":"')
_HASH = 64
# What follows the hash: the closing quote and a comma, then `"previous"`.
_AFTER_HASH = _HASH + len(b'",')


@dataclass(frozen=True)
class ChainFault:
    """The first place where a chain is not what was written."""

    sequence: int
    what: str


def first_fault(lines: Iterable[bytes], tenant: str, case_id: str) -> ChainFault | None:
    """None for a whole chain from its first event on; otherwise the first fault (I10). Truncation at the end needs the seals.

    Each line is the canonical JSON of one event of `tenant` and `case_id`: keys are sorted, so the hash stands between case and
    predecessor, and the event without it is the line without these bytes.
    """
    opening = _before_hash(case_id)
    width, owner, link = len(opening), f'"tenant":"{tenant}","type":"'.encode(), GENESIS.encode()
    for sequence, line in enumerate(lines):
        start = line.rfind(opening) + width
        following = b'","previous":"%b","sequence":%d,%b' % (link, sequence, owner)
        if start < width or not line.startswith(following, start + _HASH):
            return ChainFault(sequence, _what_is_wrong(line, opening, link, sequence))
        link = line[start : start + _HASH]
        if sha256(_TAG + line[: start - _HASH_KEY] + line[start + _AFTER_HASH :]).hexdigest().encode() != link:
            return ChainFault(sequence, "event was changed")
    return None


def hash_on(line: bytes, case_id: str) -> str:
    """The hash that an event of this case carries; of no meaning for a line that `first_fault` objects to."""
    opening = _before_hash(case_id)
    start = line.rfind(opening) + len(opening)
    return line[start : start + _HASH].decode(errors="replace")


def _before_hash(case_id: str) -> bytes:
    return f'"case_id":"{case_id}","hash":"'.encode()


def _what_is_wrong(line: bytes, opening: bytes, link: bytes, sequence: int) -> str:
    if opening not in line:
        return "not an event of this case"
    if b',"sequence":%d,' % sequence not in line:
        return "event is missing or out of order"
    if b'"previous":"%b"' % link not in line:
        return "event does not follow from the one before"
    return "event was changed"
