"""Each account's credential: made when first needed, kept until it ends, and made anew once when the system no longer takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from countersign.adapters.credentials import Credential, of_secret
from countersign.adapters.oauth2 import Ask, Granted, fetch_token
from countersign.adapters.session_login import sign_in
from countersign.adapters.sigv4 import aws_signature
from countersign.ports import MaybeSentError, NotSentError, Power, Secrets
from countersign.sdk.auth import Auth, AwsSignature, OAuth2ClientCredentials, OAuth2Refresh, SessionLogin
from countersign.sdk.aws import UNKNOWN_TO_AWS, aws_code
from countersign.sdk.contract import Manifest, Response


@dataclass(frozen=True)
class Account:
    """One credential of a tenant at a system."""

    tenant: str
    connector: str
    power: Power


@dataclass(frozen=True)
class SigningIn:
    """Credentials by account; what was granted for a time is kept with the container."""

    secrets: Secrets
    _kept: dict[Account, tuple[float, Credential]] = field(default_factory=dict)

    def base_url(self, account: Account) -> str:
        """Where the account's system is; raises SecretUnavailableError, and NotSentError when the secret does not say."""
        return _member(self._secret(account), "base_url", account)

    def setting(self, account: Account, name: str) -> str:
        """One of the operator's own values, kept apart from the credentials: a connector names it. Raises as `base_url`."""
        return _member(self._secret(account).get("settings", {}), name, account)

    def credential(self, account: Account, auth: Auth, ask: Ask) -> Credential:
        """Raises NotSentError when the system gives none: the request itself has not left."""
        secret = self._secret(account)
        try:
            if (given := of_secret(auth, secret)) is not None:
                return given
            kept = self._kept.get(account)
            if kept is None or kept[0] <= monotonic():
                granted = _granted(auth, secret, ask)
                kept = self._kept[account] = monotonic() + granted.seconds, granted.credential
        except KeyError as error:
            raise NotSentError(f"the secret of {account.connector} lacks {error}") from None
        except MaybeSentError as error:
            raise NotSentError(f"signing in: {error}") from error
        return kept[1]

    def renewed(self, account: Account, auth: Auth, refused: Credential, ask: Ask) -> Credential | None:
        """Another credential than the one that was refused, from the secret as it is now; None when there is no other."""
        self._kept.pop(account, None)
        self.secrets.forget(account.tenant, account.connector, account.power)
        found = self.credential(account, auth, ask)
        return None if found == refused else found

    def _secret(self, account: Account) -> Mapping[str, Any]:
        return self.secrets.get(account.tenant, account.connector, account.power)


def _member(of: Mapping[str, Any], name: str, account: Account) -> str:
    try:
        return str(of[name])
    except KeyError:
        raise NotSentError(f"the secret of {account.connector} lacks {name!r}") from None


def no_longer_taken(manifest: Manifest, response: Response) -> bool:
    """The system says that it does not know the credential: certainly it did not act."""
    if response.status == 401:  # noqa: PLR2004  an HTTP status
        return True
    if isinstance(manifest.auth, AwsSignature):
        return aws_code(response) in UNKNOWN_TO_AWS
    ended = manifest.auth.ended if isinstance(manifest.auth, SessionLogin) else None
    return ended is not None and response.headers.get(ended[0].lower()) == ended[1]


def _granted(auth: Auth, secret: Mapping[str, Any], ask: Ask) -> Granted:
    match auth:
        case OAuth2ClientCredentials() | OAuth2Refresh():
            return fetch_token(auth, secret, ask)
        case SessionLogin():
            return sign_in(auth, secret, ask)
        case AwsSignature():
            return aws_signature(auth, secret)
    raise NotSentError(f"nobody signs in by {auth.scheme}")
