"""Building requests whose bytes depend on nothing but the arguments."""

import json
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote, urlencode

from countersign.sdk.contract import Request
from countersign.sdk.errors import InvalidArgumentsError

_JSON = ("content-type", "application/json; charset=utf-8")
_FORM = ("content-type", "application/x-www-form-urlencoded")


def path_of(*segments: str) -> str:
    """A path of escaped segments. An argument can never climb out of its segment: empty and dot segments are refused."""
    if any(segment in {"", ".", ".."} for segment in segments):
        raise InvalidArgumentsError("an identifier is empty or a dot segment")
    return "".join("/" + quote(segment, safe="") for segment in segments)


def json_request(
    method: Literal["POST", "PUT", "PATCH", "DELETE"], path: str, body: Mapping[str, Any], *, headers: tuple[tuple[str, str], ...] = ()
) -> Request:
    """A request with a JSON body: keys sorted, no blanks, text as UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Request(method=method, path=path, headers=(_JSON, *headers), body=text)


def form_request(
    method: Literal["POST", "PUT", "PATCH"], path: str, fields: Mapping[str, str], *, headers: tuple[tuple[str, str], ...] = ()
) -> Request:
    """A request with a form as its body (`application/x-www-form-urlencoded`), fields in order of their names."""
    return Request(method=method, path=path, headers=(_FORM, *headers), body=urlencode(sorted(fields.items())))


def get_request(path: str, **query: str) -> Request:
    """A request that only reads."""
    return Request(method="GET", path=path, query=tuple(sorted(query.items())))


def page_request(path: str, page: str | None, **query: str) -> Request:
    """A request for one page of a list: the first, or that which `page` stands for."""
    return get_request(path, **query, **({} if page is None else {"page": page}))
