"""The only wiring: settings to adapters to what each step works with. Pieces are made at first use and kept with the container."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countersign import clock
from countersign.adapters.aws import (
    KmsSigner,
    KmsTokenSafe,
    KmsVerifier,
    S3Archive,
    S3Content,
    S3Objects,
    SecretsManagerSecrets,
    StepFunctionsWorkflows,
)
from countersign.adapters.cognito import CognitoDirectory
from countersign.adapters.data_keys import KmsKeyKeeper
from countersign.adapters.dynamodb import DynamoStore
from countersign.ports import Table, Verifier
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.sealed_content import SealedContent
from countersign.privacy.sealed_store import SealedStore
from countersign.record.retention import expiry
from countersign.settings import Settings

if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.session import Session

    from countersign.adapters.courier import NoticeCourier
    from countersign.adapters.http_transport import HttpTransport
    from countersign.adapters.line import Line
    from countersign.adapters.oidc import OidcProvider
    from countersign.adapters.remote_line import RemoteLines
    from countersign.connectors import Catalogue
    from countersign.pins import Pins
    from countersign.planning.playbook import Playbooks
    from countersign.policy.bundle import Bundle
    from countersign.policy.shadow import Candidate
    from countersign.proof.bundle import Keys
    from countersign.sdk.notifiers import Notifier
    from countersign.triage.model import IntentModel


@dataclass(frozen=True)
class Hub:
    """Everything a step may be given. What a function's layers or role leave out is missed at first use, not imported here."""

    settings: Settings

    @cached_property
    def store(self) -> SealedStore:
        return SealedStore(self.rows, self.ring)

    @cached_property
    def blind_store(self) -> SealedStore:
        """For functions that have no business with personal data, and no key to it."""
        return SealedStore(self.rows, None)

    @cached_property
    def ring(self) -> KeyRing:
        rows = DynamoStore(self._client("dynamodb"), {Table.PRIVACY: self.settings.require("privacy_table")})
        return KeyRing(rows, KmsKeyKeeper(self._client("kms"), self.settings.require("privacy_key")), clock.steady)

    @cached_property
    def content(self) -> SealedContent:
        return SealedContent(S3Content(self._client("s3"), self.settings.content_bucket), self.ring)

    @cached_property
    def objects(self) -> S3Objects:
        """The contents as they lie in the bucket, to be taken away."""
        return S3Objects(self._client("s3"), self.settings.content_bucket)

    @cached_property
    def archive(self) -> S3Archive:
        return S3Archive(self._client("s3"), self.settings.require("archive_bucket"))

    @cached_property
    def secrets(self) -> SecretsManagerSecrets:
        return SecretsManagerSecrets(self._client("secretsmanager"), self.settings.require("secrets_prefix"))

    @cached_property
    def workflows(self) -> StepFunctionsWorkflows:
        return StepFunctionsWorkflows(self._client("stepfunctions"), self.settings.case_workflow)

    @cached_property
    def grant_signer(self) -> KmsSigner:
        return KmsSigner(self._client("kms"), self.settings.require("grant_key"))

    @cached_property
    def grant_verifier(self) -> KmsVerifier:
        return KmsVerifier(self._client("kms"), self.settings.require("grant_key"))

    @cached_property
    def seal_signer(self) -> KmsSigner:
        return KmsSigner(self._client("kms"), self.settings.require("seal_key"))

    @cached_property
    def seal_public_key(self) -> bytes:
        return self.seal_signer.public_key()

    @cached_property
    def public_keys(self) -> "Keys":
        """By which others check proofs; for convenience, since who checks knows them by another way."""
        from countersign.proof.bundle import Keys
        from countersign.proof.trust import pem

        return Keys(grant=pem(self.grant_signer.public_key()), seal=pem(self.seal_public_key))

    @cached_property
    def tokens(self) -> KmsTokenSafe:
        return KmsTokenSafe(self._client("kms"), self.settings.require("token_key"))

    @cached_property
    def directory(self) -> CognitoDirectory:
        return CognitoDirectory(self._client("cognito-idp"), self.settings.require("user_pool"))

    @cached_property
    def provider(self) -> "OidcProvider":
        from countersign.adapters.oidc import OidcProvider

        settings = self.settings
        return OidcProvider(
            issuer=settings.require("oidc_issuer"),
            discovery=settings.require("oidc_discovery"),
            client_id=settings.require("oidc_client_id"),
        )

    @property
    def console_url(self) -> str:
        return self.settings.console_url

    @cached_property
    def catalogue(self) -> "Catalogue":
        from countersign.connectors import load_pinned

        enabled = [name for name in self.settings.connectors.split(",") if name]
        return load_pinned(enabled, self.pins, lambda manifest: self._remote_lines.reach(manifest))  # noqa: PLW0108  made only if asked

    @property
    def pins(self) -> "Pins":
        from countersign.pins import shipped

        return shipped()

    @cached_property
    def _remote_lines(self) -> "RemoteLines":
        from countersign.adapters.remote_line import RemoteLines, places_of

        settings = self.settings
        return RemoteLines(places_of(settings.remote_connectors), settings.require("tenant"), self.secrets, self._line)

    @cached_property
    def _line(self) -> "Line":
        from countersign.adapters.line import Line

        return Line(loopback=self.settings.loopback_systems == "true")

    @cached_property
    def transport(self) -> "HttpTransport":
        from countersign.adapters.http_transport import HttpTransport

        return HttpTransport(self.secrets, self._line)

    @cached_property
    def notifiers(self) -> "Mapping[str, Notifier]":
        from countersign.notifiers import load

        return load([name for name in self.settings.notifiers.split(",") if name])

    @cached_property
    def courier(self) -> "NoticeCourier":
        from countersign.adapters.courier import NoticeCourier

        loopback = self.settings.loopback_systems == "true"
        return NoticeCourier(self.secrets, self.settings.mail_from, lambda: self._client("sesv2"), loopback=loopback)

    @cached_property
    def bundle(self) -> "Bundle":
        from countersign.policy.bundle import load_bundle

        bundle = load_bundle(self._bundle_file.read_bytes(), expected_digest=self.settings.require("bundle_digest"))
        if self.settings.bundle_key:
            from countersign.policy.signing import require_signature, signature_file

            require_signature(bundle.digest, signature_file(self._bundle_file), self._bundle_verifier)
        return bundle

    @cached_property
    def candidate(self) -> "Candidate | None":
        if not self.settings.shadow_digest:
            return None
        from countersign.policy.shadow import CANDIDATE_FILE, load_candidate

        return load_candidate(self._bundle_file.with_name(CANDIDATE_FILE), self.settings.shadow_digest)

    @cached_property
    def _bundle_file(self) -> Path:
        from countersign.policy.bundle import installed_folder

        configured = Path(self.settings.policy_bundle)
        return configured if configured.is_file() else installed_folder() / "bundle.json"

    @cached_property
    def _bundle_verifier(self) -> Verifier:
        kind, _, key_id = self.settings.bundle_key.partition(":")
        if kind == "kms":
            return KmsVerifier(self._client("kms"), key_id)
        from countersign.adapters.ed25519 import Ed25519Verifier

        return Ed25519Verifier(self.settings.bundle_key)

    @property
    def playbooks(self) -> "Playbooks":
        from countersign.planning.playbook import shipped

        return shipped()

    @property
    def intents(self) -> "IntentModel":
        from countersign.triage.model_file import embedded

        return embedded()

    @cached_property
    def rows(self) -> DynamoStore:
        """As they lie in the tables, where personal data is sealed."""
        settings = self.settings
        tables = {
            Table.STATE: settings.state_table,
            Table.WARRANT: settings.warrant_table,
            Table.AUDIT: settings.audit_table,
            Table.PRIVACY: settings.privacy_table,
        }
        return DynamoStore(self._client("dynamodb"), tables, lambda key: expiry(key, settings.retention_days, clock.now()))

    def _client(self, service: str) -> Any:
        return self._aws.create_client(service, config=_client_config())

    @cached_property
    def _aws(self) -> "Session":
        # Here and not above: it costs a cold start as much as all the rest, and no decision needs it.
        from botocore.session import get_session

        return get_session()


def _client_config() -> "Config":
    from botocore.config import Config

    # Our own services answer in milliseconds; the workflow repeats a step sooner than a socket's default minute runs out.
    return Config(connect_timeout=2, read_timeout=8, retries={"mode": "standard", "max_attempts": 3})


@cache
def hub() -> Hub:
    """The hub of this container."""
    return Hub(Settings.from_environment())
