"""Signing in by authorization code with PKCE, state and nonce (RFC 6749, RFC 7636, OpenID Connect Core 1.0).

The browser keeps one random secret in a cookie while the person is at the identity provider's; state, nonce and code verifier follow from
it, each by a way that leads neither back nor to the others. So nothing is stored for whoever only looks, and no other browser can go on.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from oauthlib.oauth2 import OAuth2Error, WebApplicationClient

from countersign.console.id_token import claims_of
from countersign.errors import RequestRefusedError
from countersign.ports import IdentityProvider, ProviderUnavailableError

SCOPE = "openid profile email"


@dataclass(frozen=True)
class CodeFlow:
    """One sign-in. `callback` is the address that the provider sends the browser back to."""

    provider: IdentityProvider
    callback: str
    secret: str

    def beginning(self, *, again: bool) -> str:
        """Where the browser goes to; `again` asks for the password even of somebody whom the provider still knows."""
        address = self.provider.endpoint("authorization_endpoint")
        if address is None:
            raise ProviderUnavailableError("it names no authorization endpoint")
        client = WebApplicationClient(self.provider.client_id)
        return str(
            client.prepare_request_uri(
                address,
                redirect_uri=self.callback,
                scope=SCOPE,
                state=self._derived("state"),
                nonce=self._derived("nonce"),
                code_challenge=client.create_code_challenge(self._derived("verifier"), "S256"),
                code_challenge_method="S256",
                **({"prompt": "login", "max_age": "0"} if again else {}),
            )
        )

    def begun_here(self, state: str) -> bool:
        """Whether the browser that comes back is the one that went."""
        return hmac.compare_digest(self._derived("state").encode(), state.encode())

    def claims(self, code: str, *, now: datetime) -> dict[str, str | list[str]]:
        """Who signed in; raises RequestRefusedError for a code that the provider does not take, or takes for somebody else."""
        client = WebApplicationClient(self.provider.client_id)
        form = client.prepare_request_body(code=code, redirect_uri=self.callback, code_verifier=self._derived("verifier"))
        answer = self.provider.redeem(form)
        try:
            token = client.parse_request_body_response(answer)
        except (OAuth2Error, ValueError):
            raise RequestRefusedError(403, "The identity provider does not take this sign-in, or no longer. Sign in again.") from None
        return claims_of(
            str(token.get("id_token", "")),
            issuer=self.provider.issuer,
            client_id=self.provider.client_id,
            nonce=self._derived("nonce"),
            now=now,
        )

    def _derived(self, what: str) -> str:
        return hmac.new(self.secret.encode(), what.encode(), hashlib.sha256).hexdigest()
