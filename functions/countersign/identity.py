"""Who is calling, by the authorizer's word alone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from countersign.errors import RequestRefusedError
from countersign.model.approval import Voter


def voter(event: Mapping[str, Any]) -> Voter:
    """The signed-in person; raises RequestRefusedError (403) for a token without tenant or identity."""
    try:
        claims = event["requestContext"]["authorizer"]["claims"]
        return Voter(
            tenant=claims["custom:tenant"],
            subject=claims["sub"],
            name=claims["cognito:username"],
            email=claims["email"],
            groups=_groups(claims.get("cognito:groups", "")),
            authenticated_at=datetime.fromtimestamp(int(claims["auth_time"]), UTC),
        )
    except (KeyError, TypeError, ValueError):
        raise RequestRefusedError(403, "Your account has no tenant or no e-mail address. Ask an administrator.") from None


def require_group(person: Voter, group: str) -> None:
    """Raises RequestRefusedError (403) for somebody who is not in `group`."""
    if group not in person.groups:
        raise RequestRefusedError(403, f"This needs the group {group}.")


def _groups(claim: str | list[str]) -> tuple[str, ...]:
    # API Gateway hands the claim on as `a,b`; other authorizers as `[a b]`, `[a, b]` or a list.
    text = " ".join(claim) if isinstance(claim, list) else claim
    return tuple(text.strip("[]").replace(",", " ").split())
