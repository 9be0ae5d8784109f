"""One byte string per value, and digests over it.

After RFC 8785 (JSON Canonicalization Scheme), narrowed: integers only, strings in NFC, keys sorted by code point.
"""

import hashlib
import json
import unicodedata

from countersign.sdk.strict_json import MAX_INTEGER, Json


class NotCanonicalError(ValueError):
    """The value has no canonical form; the message names where, never what."""


def canonical_json(value: Json) -> bytes:
    """The canonical UTF-8 bytes of `value`; raises NotCanonicalError for floats, huge integers, non-NFC text and other types."""
    _check(value, "$")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(tag: str, value: Json) -> str:
    """SHA-256 in hex over `tag`, a NUL and the canonical bytes; the tag (say `countersign-action-v1`) keeps kinds of digests apart."""
    return hashlib.sha256(tag.encode() + b"\0" + canonical_json(value)).hexdigest()


def _check(value: Json, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonicalError(f"{where}: integer beyond 2^53 - 1")
    elif isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, f"{where}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, where)
            _check(item, f"{where}.{key}")
    else:
        raise NotCanonicalError(f"{where}: {type(value).__name__} has no canonical form")


def _check_text(text: object, where: str) -> None:
    if not isinstance(text, str):
        raise NotCanonicalError(f"{where}: a key is not a string")
    if "\0" in text:
        raise NotCanonicalError(f"{where}: NUL, which the strict loader refuses")
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotCanonicalError(f"{where}: half a surrogate pair") from None
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonicalError(f"{where}: text is not in NFC")
