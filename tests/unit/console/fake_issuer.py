"""An identity provider in this process: codes once, for who has the verifier; tokens as OpenID Connect has them."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.builders import TENANT

ISSUER = "https://login.example/pool"
CLIENT = "the-console"


def claims_for(name: str, *groups: str, tenant: str = TENANT) -> dict[str, Any]:
    """What the provider knows of a person."""
    return {
        "sub": f"sub-{name}",
        "cognito:username": name,
        "email": f"{name}@larkfield.example",
        "cognito:groups": list(groups),
        "custom:tenant": tenant,
    }


def token(claims: dict[str, Any]) -> str:
    header, payload = (urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "none"}, claims))
    return f"{header}.{payload}.signature"


@dataclass
class FakeIssuer:
    """`now` as the hub's clock; `twist` is put over the claims of every token."""

    now: datetime
    issuer: str = ISSUER
    client_id: str = CLIENT
    twist: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    answer: str | None = None
    asked: dict[str, str] = field(default_factory=dict)

    def endpoint(self, name: str) -> str | None:
        return f"https://login.example/{name.removesuffix('_endpoint')}"

    def person_signs_in(self, address: str, claims: dict[str, Any]) -> str:
        """The query that the browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked = asked
        assert (asked["client_id"], asked["response_type"]) == (self.client_id, "code")
        code = f"code-{len(self.codes)}"
        self.codes[code] = {"challenge": asked["code_challenge"], "redirect_uri": asked["redirect_uri"]}
        self.codes[code]["claims"] = {
            **claims,
            "iss": self.issuer,
            "aud": self.client_id,
            "nonce": asked["nonce"],
            "iat": int(self.now.timestamp()),
            "auth_time": int(self.now.timestamp()),
            "exp": int((self.now + timedelta(minutes=5)).timestamp()),
        }
        return urlencode({"code": code, "state": asked["state"]})

    def redeem(self, form: str) -> str:
        if self.answer is not None:
            return self.answer
        given = {name: values[0] for name, values in parse_qs(form).items()}
        code = self.codes.pop(given["code"], None)
        challenge = urlsafe_b64encode(sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if code is None or (code["challenge"], code["redirect_uri"]) != (challenge, given["redirect_uri"]):
            return json.dumps({"error": "invalid_grant"})
        return json.dumps({"token_type": "Bearer", "access_token": "an access token", "id_token": token(code["claims"] | self.twist)})
