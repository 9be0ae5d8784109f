"""Every module here names pages and forms as it is imported."""

from countersign.console.pages import (
    answered,
    approval,
    cases,
    exceptions,
    files,
    health,
    inbox,
    link,
    policies,
    quality,
    search,
    sign_in,
    standing_in,
    switches,
)

__all__ = [
    "answered",
    "approval",
    "cases",
    "exceptions",
    "files",
    "health",
    "inbox",
    "link",
    "policies",
    "quality",
    "search",
    "sign_in",
    "standing_in",
    "switches",
]
