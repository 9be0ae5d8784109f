from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Manifest

_ARTICLE_ID = {"type": "string", "pattern": "^ART-[0-9]{3,10}$"}
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
    scopes=("articles:read",),
    personal_data=("/query",),
)

ARTICLE_READ = ActionDescriptor(
    name="article.read",
    title="Read a knowledge article",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"article_id": _ARTICLE_ID}),
    output_schema=_PASSAGE,
    scopes=("articles:read",),
)

MANIFEST = Manifest(
    name="sandbox_knowledge",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Sandbox company: knowledge articles",
    capabilities=(Capability.KNOWLEDGE,),
    auth=Bearer(),
    actions=(ARTICLE_SEARCH, ARTICLE_READ),
)
