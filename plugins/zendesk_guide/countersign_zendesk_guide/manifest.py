from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Basic, Capability, Effect, Manifest, RateFacts
from countersign.sdk.shapes import closed, passage

_ARTICLE_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}

_PASSAGE = passage(_ARTICLE_ID)

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
    input_schema=closed({"article_id": _ARTICLE_ID}),
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
