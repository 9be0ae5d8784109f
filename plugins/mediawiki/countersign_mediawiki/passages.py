"""A page as a passage that may be cited."""

from typing import Any

from countersign_mediawiki.plain_text import plain_text

# Who may edit a page that is protected at this level may approve it; it is there in every wiki.
_APPROVERS = "sysop"


def passage(page: dict[str, Any]) -> dict[str, Any] | None:
    """None for what is no article: a page that is not there, that is no wikitext, or whose text is hidden.

    Approved is what only administrators may edit. Protecting a page makes a revision, so the last one is as old as the approval, or newer
    and an administrator's. A text that is not whole without its templates and tables is not approved in the form that it has here.
    """
    try:
        revision = page["revisions"][0]
        content = revision["slots"]["main"]
        text, whole = plain_text(content["content"])
        guarded = [one["expiry"] for one in page["protection"] if (one["type"], one["level"]) == ("edit", _APPROVERS)]
    except (KeyError, IndexError):
        return None
    if content["contentmodel"] != "wikitext":
        return None
    approved = bool(guarded) and whole
    return {
        "article_id": str(page["pageid"]),
        "version": revision["revid"],
        "title": page["title"],
        "text": text,
        "approved": approved,
        "approved_at": revision["timestamp"] if approved else None,
        "valid_until": guarded[0] if approved and guarded[0] != "infinity" else None,
    }
