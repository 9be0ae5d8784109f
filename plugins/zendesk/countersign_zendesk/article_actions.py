"""What can be read in Guide (developer.zendesk.com, Help Center API)."""

from countersign.sdk import ActionDescriptor, Effect
from countersign_zendesk.schemas import TIME, ZENDESK_ID, closed, or_null

_PASSAGE = closed(
    {
        "article_id": ZENDESK_ID,
        "version": {"type": "integer", "minimum": 1},
        "title": {"type": "string"},
        "text": {"type": "string"},
        "approved": {"type": "boolean"},
        "approved_at": or_null(TIME),
        "valid_until": or_null(TIME),
    }
)

ARTICLE_SEARCH = ActionDescriptor(
    name="article.search",
    title="Search knowledge articles",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"query": {"type": "string", "minLength": 1, "maxLength": 500}}),
    output_schema=closed({"passages": {"type": "array", "items": _PASSAGE}}),
    scopes=("hc:read",),
    personal_data=("/query",),
)

ARTICLE_READ = ActionDescriptor(
    name="article.read",
    title="Read a knowledge article",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"article_id": ZENDESK_ID}),
    output_schema=_PASSAGE,
    scopes=("hc:read",),
)
