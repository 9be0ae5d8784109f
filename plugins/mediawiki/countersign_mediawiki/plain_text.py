"""Wikitext as a customer can read it (mediawiki.org, Help:Formatting and Help:Links)."""

import re
from html import unescape

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Pictures and categories are shown elsewhere than in the text.
_ASIDE = re.compile(r"\[\[(?:category|file|image):[^\[\]]*\]\]", re.IGNORECASE)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_OUTSIDE_LINK = re.compile(r"\[(https?://[^\s\[\]]+)(?:\s+([^\[\]]*))?\]")
_HEADING = re.compile(r"^(={1,6})\s*(.*?)\s*\1\s*$", re.MULTILINE)
_EMPHASIS = re.compile(r"'{2,5}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ITEM = re.compile(r"^[*#:;]+\s*", re.MULTILINE)
_GAP = re.compile(r"\n{3,}")
# Templates, tables, tags and links inside links: what they show does not stand in the text.
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{\||\|\}|<[a-z/]|\[\[|\]\]|__[A-Z]+__", re.IGNORECASE)


def plain_text(wikitext: str) -> tuple[str, bool]:
    """The text, and whether that is all of it."""
    text = _ASIDE.sub("", _COMMENT.sub("", wikitext))
    text = _OUTSIDE_LINK.sub(_named, _LINK.sub(r"\1", text))
    text = _EMPHASIS.sub("", _HEADING.sub(r"\2", _BREAK.sub("\n", text)))
    text = _GAP.sub("\n\n", _ITEM.sub("- ", text)).strip()
    return unescape(text), not _LEFT_OVER.search(text)


def _named(link: re.Match[str]) -> str:
    address, label = link.groups()
    return f"{label} ({address})" if label else str(address)
