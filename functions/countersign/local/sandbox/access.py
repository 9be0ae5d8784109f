"""Bearer tokens: one a system and power, and the administrator's."""

import hmac
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from countersign.local.sandbox.exchange import Call, Rank, RefusedError

SYSTEMS = ("crm", "ticketing", "telephony", "knowledge", "payments")


class Tokens(BaseModel):
    """`read` and `write` map a system to its token."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    admin: str
    read: dict[str, str]
    write: dict[str, str]

    def require(self, call: Call, rank: Rank) -> None:
        """Raises RefusedError: 401 for no or a foreign token, 403 for one that allows less."""
        offered = call.headers.get("authorization", "").removeprefix("Bearer ")
        held = max(
            (held for held, token in self._ranks(call.system) if hmac.compare_digest(token.encode(), offered.encode())), default=None
        )
        if held is None:
            raise RefusedError(401, "unauthorised", "a bearer token of this system is needed")
        if held < rank:
            raise RefusedError(403, "forbidden", f"this token may not {rank.name.lower()} here")

    def _ranks(self, system: str) -> list[tuple[Rank, str]]:
        ranks = [(Rank.ADMIN, self.admin)]
        if system in SYSTEMS:
            ranks += [(Rank.READ, self.read[system]), (Rank.WRITE, self.write[system])]
        return ranks


def keep_tokens(file: Path) -> Tokens:
    """The tokens in `file`, made on first use and readable by its owner only."""
    if not file.exists():
        made = Tokens(
            admin=secrets.token_urlsafe(24),
            read={system: secrets.token_urlsafe(24) for system in SYSTEMS},
            write={system: secrets.token_urlsafe(24) for system in SYSTEMS},
        )
        file.touch(mode=0o600)
        file.write_text(made.model_dump_json(indent=2), encoding="utf-8")
    return Tokens.model_validate_json(file.read_bytes())
