"""Access tokens (RFC 6749): by client credentials (section 4.4) or a refresh token (section 6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from countersign.adapters.credentials import Credential, basic, bearer
from countersign.ports import NotSentError
from countersign.sdk.auth import OAuth2ClientCredentials, OAuth2Refresh
from countersign.sdk.contract import Request, Response
from countersign.sdk.strict_json import MalformedJsonError, loads_object

# A token whose end is not told, and the margin before one whose end is.
UNTOLD_SECONDS = 300
MARGIN_SECONDS = 30

Ask = Callable[[str, Request, Credential], Response]


@dataclass(frozen=True)
class Granted:
    """A credential and how long it lasts."""

    credential: Credential
    seconds: float


def fetch_token(auth: OAuth2ClientCredentials | OAuth2Refresh, secret: Mapping[str, Any], ask: Ask) -> Granted:
    """Raises NotSentError when the token endpoint gives none."""
    base_url, path = _endpoint(auth.token_path, secret)
    client = {"client_id": secret["client_id"], "client_secret": secret["client_secret"]}
    form = _grant(auth, secret) | (client if auth.client_in == "body" else {})
    credential = basic(f"{client['client_id']}:{client['client_secret']}") if auth.client_in == "header" else Credential()
    headers = (("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded"))
    response = ask(base_url, Request(method="POST", path=path, headers=headers, body=urlencode(form)), credential)
    return _granted(response)


def _endpoint(token_path: str, secret: Mapping[str, Any]) -> tuple[str, str]:
    if "token_url" not in secret:
        return secret["base_url"], token_path
    parts = urlsplit(secret["token_url"])
    return f"{parts.scheme}://{parts.netloc}", parts.path


def _grant(auth: OAuth2ClientCredentials | OAuth2Refresh, secret: Mapping[str, Any]) -> dict[str, str]:
    if isinstance(auth, OAuth2Refresh):
        return {"grant_type": "refresh_token", "refresh_token": secret["refresh_token"]}
    return {"grant_type": "client_credentials"} | ({"scope": " ".join(auth.scopes)} if auth.scopes else {})


def _granted(response: Response) -> Granted:
    try:
        answer = loads_object(response.body)
    except MalformedJsonError:
        answer = {}
    token, seconds = answer.get("access_token"), answer.get("expires_in", UNTOLD_SECONDS)
    if response.status != 200 or not isinstance(token, str) or not isinstance(seconds, int):  # noqa: PLR2004  an HTTP status
        raise NotSentError(f"the token endpoint answered {response.status} without a token")
    return Granted(bearer(token), max(0, seconds - MARGIN_SECONDS))
