"""Signing in as people do: a name and a password for a session, kept in cookies or named in a header."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from countersign.adapters.credentials import Credential
from countersign.adapters.oauth2 import Ask, Granted
from countersign.ports import NotSentError
from countersign.sdk.auth import SessionLogin
from countersign.sdk.contract import Request, Response
from countersign.sdk.pointers import at
from countersign.sdk.strict_json import MalformedJsonError, loads

# Systems end sessions when they like and say so; this only bounds how long a forgotten one is kept.
SESSION_SECONDS = 3600.0
_PLACE = re.compile(r"\{([a-z_]+|/[^}]*)\}")


def sign_in(auth: SessionLogin, secret: Mapping[str, Any], ask: Ask) -> Granted:
    """Raises NotSentError when the system does not let the hub in."""
    base_url, known, cookies = secret["base_url"], {name: secret[name] for name in ("username", "password")}, Credential()
    if auth.ticket_path and auth.ticket_pointer:
        answer = _welcomed(ask(base_url, Request(method="GET", path=auth.ticket_path, query=auth.ticket_query), cookies))
        known["ticket"], cookies = str(answered(answer, auth.ticket_pointer)), _cookies(answer, cookies)
    escape = _json_text if auth.content_type == "application/json" else quote_plus
    body = _fill(auth.body, lambda name: escape(known[name]))
    login = Request(method="POST", path=auth.path, headers=(("content-type", auth.content_type),), body=body)
    answer = _welcomed(ask(base_url, login, cookies))
    if auth.credential is None:
        return Granted(_cookies(answer, cookies), SESSION_SECONDS)
    named = _fill(auth.credential, lambda name: str(answered(answer, name)) if name.startswith("/") else known[name])
    value = f"{auth.credential_word}{b64encode(named.encode()).decode()}" if auth.credential_word else named
    return Granted(Credential(headers=(("authorization", value),)), SESSION_SECONDS)


def answered(response: Response, pointer: str) -> Any:
    """What a JSON answer holds at a pointer; raises NotSentError."""
    try:
        return at(pointer, loads(response.body))
    except (MalformedJsonError, KeyError, IndexError, ValueError, TypeError) as error:
        raise NotSentError("the system's answer lacks what the manifest says it holds") from error


def _welcomed(response: Response) -> Response:
    if response.status >= 400:  # noqa: PLR2004  an HTTP status
        raise NotSentError(f"the system answered {response.status} to the hub's login")
    return response


def _cookies(response: Response, earlier: Credential) -> Credential:
    jar = dict(pair.split("=", 1) for _, line in earlier.headers for pair in line.split("; "))
    for line in response.headers.get("set-cookie", "").split("\n"):
        name, equals, value = line.partition(";")[0].strip().partition("=")
        if equals:
            jar[name] = value
    return Credential(headers=(("cookie", "; ".join(f"{name}={value}" for name, value in jar.items())),) if jar else ())


def _json_text(text: str) -> str:
    return json.dumps(text)[1:-1]


def _fill(template: str, value: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda found: value(found[1]), template)
