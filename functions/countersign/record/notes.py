"""Signed notes: a text, a blank line, and under it who signed it (C2SP signed-note, https://c2sp.org/signed-note).

The seal key lives in KMS, which signs by ECDSA P-256 and not by Ed25519, so signatures here are of type 0x02: ASN.1 DER over the
SHA-256 of the text. The key's id is, as the specification has it for this type alone, the start of the SHA-256 of its SPKI form, so
the type byte stands in the verifier key that others configure, not under the id.
"""

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

ECDSA = b"\2"
_KEY_ID_BYTES = 4
_SIGNATURE_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")


class NoteFormatError(ValueError):
    """Not a signed note, or not the text that such a note must have."""


@dataclass(frozen=True)
class NoteSignature:
    """By the key `name` whose id is `key_id`."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """`text` ends in a newline; the signatures are over its UTF-8 bytes."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def to_bytes(self) -> bytes:
        lines = [f"— {each.name} {b64encode(each.key_id + each.signature).decode()}\n" for each in self.signatures]
        return f"{self.text}\n{''.join(lines)}".encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Note":
        """Raises NoteFormatError."""
        try:
            text, _, signed = raw.decode().rpartition("\n\n")
        except UnicodeDecodeError:
            raise NoteFormatError("not UTF-8") from None
        if not text or not signed.endswith("\n"):
            raise NoteFormatError("no text, or no signature under it")
        note = cls(f"{text}\n", tuple(_signature(line) for line in signed[:-1].split("\n")))
        # Base64 can be written in several ways, and the next seal's digest is over one of them.
        if note.to_bytes() != raw:
            raise NoteFormatError("not written as signed notes are")
        return note


def key_id(public_key: bytes) -> bytes:
    """How a signature names the key, given in SPKI form (DER)."""
    return sha256(public_key).digest()[:_KEY_ID_BYTES]


def verifier_key(name: str, public_key: bytes) -> str:
    """The key as verifiers of signed notes are told it."""
    return f"{name}+{key_id(public_key).hex()}+{b64encode(ECDSA + public_key).decode()}"


def _signature(line: str) -> NoteSignature:
    found = _SIGNATURE_LINE.fullmatch(line)
    try:
        signed = b64decode(found["signature"] if found else "", validate=True)
    except binascii.Error:
        signed = b""
    if found is None or len(signed) <= _KEY_ID_BYTES:
        raise NoteFormatError("a line under the text is no signature")
    return NoteSignature(found["name"], signed[:_KEY_ID_BYTES], signed[_KEY_ID_BYTES:])
