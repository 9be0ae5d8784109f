"""Every module here names pages and forms as it is imported."""

from countersign.console.pages import answered, approval, files, inbox, link, sign_in

__all__ = ["answered", "approval", "files", "inbox", "link", "sign_in"]
