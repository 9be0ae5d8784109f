"""An OpenID Connect provider over HTTP: its discovery document, and its token endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx

from countersign.ports import ProviderUnavailableError
from countersign.sdk.strict_json import MalformedJsonError, loads_object

# A person waits, and API Gateway gives up after 29 seconds.
TIMEOUT = httpx.Timeout(5.0, connect=2.0)
# Of a token endpoint: a no in the terms of RFC 6749, 5.2.
UNDERSTOOD = frozenset({httpx.codes.OK, httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED})


@dataclass(frozen=True)
class OidcProvider:
    """`discovery` is the address of the discovery document. The client is a public one, bound to the browser by PKCE."""

    issuer: str
    discovery: str
    client_id: str
    transport: httpx.BaseTransport | None = field(default=None, compare=False)

    def endpoint(self, name: str) -> str | None:
        """See the port."""
        address = self._configuration.get(name)
        return str(address) if address else None

    def redeem(self, form: str) -> str:
        """See the port."""
        address = self.endpoint("token_endpoint")
        if address is None:
            raise ProviderUnavailableError("it names no token endpoint")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = self._ask("POST", address, content=form, headers=headers)
        if answer.status_code not in UNDERSTOOD:
            raise ProviderUnavailableError(f"its token endpoint answered {answer.status_code}")
        return answer.text

    @cached_property
    def _configuration(self) -> Mapping[str, Any]:
        """Kept with the container; OpenID Connect Discovery 1.0, 4.3: the document must be the issuer's own."""
        answer = self._ask("GET", self.discovery)
        try:
            found = loads_object(answer.content)
        except MalformedJsonError as error:
            raise ProviderUnavailableError("its discovery document cannot be read") from error
        if answer.status_code != httpx.codes.OK or found.get("issuer") != self.issuer:
            raise ProviderUnavailableError("what it serves is no discovery document of this issuer")
        return found

    def _ask(self, method: str, address: str, **content: Any) -> httpx.Response:
        try:
            with httpx.Client(timeout=TIMEOUT, transport=self.transport, trust_env=False) as client:
                return client.request(method, address, **content)
        except httpx.HTTPError as error:
            raise ProviderUnavailableError(type(error).__name__) from error
