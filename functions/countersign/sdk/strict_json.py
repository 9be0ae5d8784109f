"""JSON as a gate must read it: one meaning per text, bounded, or refused.

The standard parser lets the last duplicate key win, accepts NaN, passes lone surrogates and recurses until it fails (RFC 8259 leaves all
four open). A text that two readers may understand differently must not reach a decision.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable
from typing import NoReturn, TypeAlias

Json: TypeAlias = bool | int | str | list["Json"] | dict[str, "Json"] | None

MAX_BYTES = 256 * 1024
MAX_ANSWER_BYTES = 1024 * 1024
MAX_DEPTH = 32
# 2^53 - 1: the largest integer every JSON reader holds exactly (RFC 8259, section 6).
MAX_INTEGER = 9_007_199_254_740_991


class MalformedJsonError(ValueError):
    """The text is not JSON that has exactly one meaning; the message says why and never quotes it."""


def loads(raw: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Json:
    """Parse UTF-8 JSON without floats, duplicate keys, NaN, lone surrogates or NUL; strings come back in NFC.

    Raises:
        MalformedJsonError: for anything else, and for more than `max_bytes` bytes or `max_depth` levels.

    """
    return _parsed(raw, max_bytes, max_depth, _refuse_number)


def loads_object(raw: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, Json]:
    """`loads`, for a text whose top level must be an object."""
    return _object(loads(raw, max_bytes=max_bytes))


def loads_answer(raw: bytes) -> dict[str, Json]:
    """`loads_object`, for the answer of an outside system: up to 1 MiB, and a number with a fraction comes as its own text."""
    return _object(_parsed(raw, MAX_ANSWER_BYTES, MAX_DEPTH, str))


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise MalformedJsonError("the top level is not an object")
    return value


def _parsed(raw: bytes, max_bytes: int, max_depth: int, fraction: Callable[[str], Json]) -> Json:
    if len(raw) > max_bytes:
        raise MalformedJsonError(f"more than {max_bytes} bytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedJsonError(f"not UTF-8 at byte {error.start}") from None
    if _depth(text) > max_depth:
        raise MalformedJsonError(f"nested deeper than {max_depth} levels")
    try:
        value = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_refuse_number, parse_float=fraction, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise MalformedJsonError(f"not JSON at character {error.pos}: {error.msg}") from None
    return _clean(value)


def _depth(text: str) -> int:
    """Nesting depth by counting brackets outside strings, before the recursive parser sees the text."""
    depth = deepest = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _no_duplicates(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for raw_key, value in pairs:
        key = _text(raw_key)
        if key in result:
            raise MalformedJsonError("an object has the same key twice")
        result[key] = value
    return result


def _refuse_number(_: str) -> NoReturn:
    raise MalformedJsonError("a number is not an integer; send money in minor units")


def _integer(digits: str) -> int:
    # Length first: int() of a million digits takes seconds.
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:  # noqa: PLR2004  17 = sign and 16 digits of MAX_INTEGER
        raise MalformedJsonError("an integer is beyond 2^53 - 1")
    return int(digits)


def _text(text: str) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise MalformedJsonError("a string holds NUL or half a surrogate pair")
    return unicodedata.normalize("NFC", text)


def _clean(value: Json) -> Json:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value
