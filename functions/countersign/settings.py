"""What a function is configured with: its environment, read once."""

import os
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

# The EU AI Act (articles 19 and 26(6)) asks for six months of logs.
LEAST_RETENTION_DAYS = 183


class Settings(BaseModel):
    """`COUNTERSIGN_<FIELD>` variables. A function that uses what its template does not set fails at once, by that name."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    state_table: str
    warrant_table: str
    audit_table: str
    content_bucket: str
    retention_days: Annotated[int, Field(ge=LEAST_RETENTION_DAYS)]
    archive_bucket: str = ""
    grant_key: str = ""
    seal_key: str = ""
    token_key: str = ""
    privacy_table: str = ""
    privacy_key: str = ""
    user_pool: str = ""
    case_workflow: str = ""
    bundle_digest: str = ""
    bundle_key: str = ""
    shadow_digest: str = ""
    policy_bundle: str = ""
    connectors: str = ""
    remote_connectors: str = ""
    secrets_prefix: str = ""
    loopback_systems: str = ""
    notifiers: str = ""
    mail_from: str = ""
    tenant: str = ""
    console_url: str = ""
    drills: str = ""
    oidc_issuer: str = ""
    oidc_discovery: str = ""
    oidc_client_id: str = ""

    @classmethod
    def from_environment(cls) -> Self:
        """Raises ValidationError naming the variables that are missing."""
        return cls.model_validate(
            {name: os.environ[key] for name in cls.model_fields if (key := f"COUNTERSIGN_{name.upper()}") in os.environ}
        )

    def require(self, name: str) -> str:
        """The value of a field this function cannot do without."""
        value: str = getattr(self, name)
        if not value:
            raise MissingSettingError(f"COUNTERSIGN_{name.upper()} is not set for this function")
        return value


class MissingSettingError(Exception):
    """The template does not give this function what its step needs."""
