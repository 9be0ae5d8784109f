"""Secrets of a local stack, made once and kept with it."""

import secrets
from base64 import b64encode
from typing import Literal

from countersign.local.state_folder import StateFolder, write_private
from countersign.model.frozen import Frozen

Power = Literal["read", "write"]
SYSTEMS = ("crm", "ticketing", "telephony", "knowledge", "payments")


class SandboxTokens(Frozen):
    """Bearer tokens the sandbox company honours: one a system and power, and one for its administrator."""

    admin: str
    read: dict[str, str]
    write: dict[str, str]


class Credentials(Frozen):
    """`password` is shared by all users of the stack; `webhook_key` is in the `whsec_` form of Standard Webhooks."""

    password: str
    webhook_key: str
    sandbox: SandboxTokens


def keep_credentials(folder: StateFolder) -> Credentials:
    """Read the stack's credentials, making them on first use."""
    if folder.credentials_file.exists():
        return Credentials.model_validate_json(folder.credentials_file.read_bytes())
    made = _make_credentials()
    write_private(folder.credentials_file, made.model_dump_json(indent=2))
    return made


def _make_credentials() -> Credentials:
    return Credentials(
        # A pool's password policy asks for each kind of character; a random part alone may lack one.
        password=f"Cs1!{secrets.token_urlsafe(18)}",
        webhook_key=f"whsec_{b64encode(secrets.token_bytes(32)).decode()}",
        sandbox=SandboxTokens(
            admin=secrets.token_urlsafe(24),
            read={system: secrets.token_urlsafe(24) for system in SYSTEMS},
            write={system: secrets.token_urlsafe(24) for system in SYSTEMS},
        ),
    )
