"""Who is calling, by the authorizer's word alone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from countersign.errors import RequestRefusedError
from countersign.model.approval import Via, Voter

# Who runs the hub rather than answering for single actions.
OPERATOR = "operator"


def voter(event: Mapping[str, Any]) -> Voter:
    """Who called the API; raises RequestRefusedError (403) for a token without tenant or identity."""
    try:
        claims = event["requestContext"]["authorizer"]["claims"]
    except (KeyError, TypeError):
        claims = {}
    return person(claims, via="api")


def person(claims: Mapping[str, Any], *, via: Via) -> Voter:
    """Who the verified claims of an ID token name; raises RequestRefusedError (403) when they name no tenant or nobody."""
    try:
        return Voter(
            tenant=claims["custom:tenant"],
            subject=claims["sub"],
            name=claims["cognito:username"],
            email=claims["email"],
            groups=_listed(claims.get("cognito:groups", "")),
            authenticated_at=datetime.fromtimestamp(int(claims["auth_time"]), UTC),
            methods=_listed(claims.get("amr", "")),
            via=via,
            person=claims.get("custom:person") or None,
        )
    except (KeyError, TypeError, ValueError):
        raise RequestRefusedError(403, "Your account has no tenant or no e-mail address. Ask an administrator.") from None


def require_group(person: Voter, group: str) -> None:
    """Raises RequestRefusedError (403) for somebody who is not in `group`."""
    if group not in person.groups:
        raise RequestRefusedError(403, f"This needs the group {group}.")


def _listed(claim: str | list[str]) -> tuple[str, ...]:
    # API Gateway hands a list on as `a,b`; other authorizers as `[a b]`, `[a, b]` or a list.
    text = " ".join(claim) if isinstance(claim, list) else claim
    return tuple(text.strip("[]").replace(",", " ").split())
