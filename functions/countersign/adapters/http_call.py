"""One request of one account: signed in, bound late, sent, and sent once more only when the system did not know the credential."""

from dataclasses import dataclass

from countersign.adapters.credentials import Credential
from countersign.adapters.late_binding import LateValues, bind, of_path
from countersign.adapters.line import Line
from countersign.adapters.signing_in import Account, SigningIn, no_longer_taken
from countersign.ports import NotSentError
from countersign.sdk.contract import Manifest, Request, Response
from countersign.sdk.declared import LateBound


@dataclass(frozen=True)
class HttpCall:
    """`ends` is the deadline for all of it, on the steady clock."""

    line: Line
    signing_in: SigningIn
    account: Account
    manifest: Manifest
    ends: float

    def answer(self, request: Request, late_bound: tuple[LateBound, ...]) -> Response:
        """Raises NotSentError, MaybeSentError and SecretUnavailableError."""
        credential = self.signing_in.credential(self.account, self.manifest.auth, self._exchange)
        response = self._once(request, late_bound, credential)
        if not no_longer_taken(self.manifest, response):
            return response
        renewed = self._renewed(credential)
        return response if renewed is None else self._once(request, late_bound, renewed)

    def _renewed(self, refused: Credential) -> Credential | None:
        try:
            return self.signing_in.renewed(self.account, self.manifest.auth, refused, self._exchange)
        except NotSentError:
            # The refusal that led here is a certain answer, and stands.
            return None

    def _once(self, request: Request, late_bound: tuple[LateBound, ...], credential: Credential) -> Response:
        base_url = self.signing_in.base_url(self.account)
        values = LateValues(
            ask=lambda asked: self._exchange(base_url, asked, credential),
            setting=lambda name: self.signing_in.setting(self.account, name),
        )
        return self._exchange(base_url, bind(request, (*of_path(request, self.manifest), *late_bound), values), credential)

    def _exchange(self, base_url: str, request: Request, credential: Credential) -> Response:
        return self.line.exchange(self.account.connector, base_url, request, credential, ends=self.ends)
