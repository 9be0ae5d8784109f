"""Headers of every answer of the console, errors and static files included."""

from collections.abc import Mapping
from typing import Any

# No inline script or style, nothing from elsewhere, in no frame, no form to elsewhere (OWASP Secure Headers Project).
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SECURITY: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Robots-Tag": "noindex, nofollow",
}


def secured(answer: dict[str, Any]) -> dict[str, Any]:
    """API Gateway's form of an answer, with the headers put in; what may not be said otherwise is kept by no cache."""
    said = answer["multiValueHeaders"]
    headers = {**said, **{name: [value] for name, value in SECURITY.items()}}
    return {**answer, "multiValueHeaders": {"Cache-Control": ["no-store"], **headers}}
