"""Countersign connector for articles of a MediaWiki."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_mediawiki.connector import MediaWiki


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [MediaWiki()]
