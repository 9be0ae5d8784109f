"""What is read of a wiki (mediawiki.org, API:Query, API:Search, API:Login)."""

from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Capability, Effect, Manifest, SessionLogin

_ARTICLE_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,9}$", "description": "a page's number, which stays when the page is moved"}
_TIME_OR_NULL = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


_PASSAGE = _object(
    {
        "article_id": _ARTICLE_ID,
        "version": {"type": "integer", "minimum": 1, "description": "the revision"},
        "title": {"type": "string"},
        "text": {"type": "string"},
        "approved": {"type": "boolean"},
        "approved_at": _TIME_OR_NULL,
        "valid_until": _TIME_OR_NULL,
    }
)

ARTICLE_SEARCH = ActionDescriptor(
    name="article.search",
    title="Search knowledge articles",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"query": {"type": "string", "minLength": 1, "maxLength": 500}}),
    output_schema=_object({"passages": {"type": "array", "items": _PASSAGE}}),
    scopes=("basic",),
    personal_data=("/query",),
)

ARTICLE_READ = ActionDescriptor(
    name="article.read",
    title="Read a knowledge article",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"article_id": _ARTICLE_ID}),
    output_schema=_PASSAGE,
    scopes=("basic",),
)

_API = "/api.php"
_FORM = "action=login&format=json&formatversion=2&lgname={username}&lgpassword={password}&lgtoken={ticket}"
_TOKEN = (("action", "query"), ("format", "json"), ("formatversion", "2"), ("meta", "tokens"), ("type", "login"))

MANIFEST = Manifest(
    name="mediawiki",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="MediaWiki",
    capabilities=(Capability.KNOWLEDGE,),
    auth=SessionLogin(
        path=_API,
        body=_FORM,
        content_type="application/x-www-form-urlencoded",
        ticket_path=_API,
        ticket_query=_TOKEN,
        ticket_pointer="/query/tokens/logintoken",
        # Of an answer of status 200.
        ended=("mediawiki-api-error", "assertuserfailed"),
    ),
    actions=(ARTICLE_SEARCH, ARTICLE_READ),
)
