"""Every module here names pages and forms as it is imported."""

from countersign.console.pages import files, inbox, sign_in

__all__ = ["files", "inbox", "sign_in"]
