from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Basic, Capability, Effect, Manifest, RateFacts

_ARTICLE_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}
_TIME_OR_NULL = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


_PASSAGE = _object(
    {
        "article_id": _ARTICLE_ID,
        "version": {"type": "integer", "minimum": 1},
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
    scopes=("hc:read",),
    personal_data=("/query",),
)

ARTICLE_READ = ActionDescriptor(
    name="article.read",
    title="Read a knowledge article",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"article_id": _ARTICLE_ID}),
    output_schema=_PASSAGE,
    scopes=("hc:read",),
)

MANIFEST = Manifest(
    name="zendesk_guide",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Zendesk Guide",
    capabilities=(Capability.KNOWLEDGE,),
    # A user's address, "/token:" and an API token.
    auth=Basic(),
    # From 200 to 2500 a minute by plan, counted apart from Support's.
    rate=RateFacts(counted_by="account", remaining_header="x-rate-limit-remaining", reset_header="ratelimit-reset"),
    actions=(ARTICLE_SEARCH, ARTICLE_READ),
)
