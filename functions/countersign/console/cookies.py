"""The console's cookies: sent to this host only, over TLS only, and unreadable to scripts."""

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

SESSION = "countersign"
SIGN_IN = "countersign-sign-in"
SAID = "countersign-said"


def cookie_name(name: str, *, secure: bool) -> str:
    """Browsers take `__Host-` cookies from this very host only, so no sibling domain can plant one. The loopback has no TLS."""
    return f"__Host-{name}" if secure else name


def cookie(name: str, value: str, *, secure: bool, max_age: int) -> Cookie:
    """`max_age` in seconds. Lax, because the way back from signing in begins at the identity provider's."""
    full_name = cookie_name(name, secure=secure)
    return Cookie(full_name, value, path="/", secure=secure, http_only=True, max_age=max_age, same_site=SameSite.LAX_MODE)


def forgotten(name: str, *, secure: bool) -> Cookie:
    """Takes a cookie back."""
    return cookie(name, "", secure=secure, max_age=0)
