from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Manifest
from countersign.sdk.shapes import closed, passage

_ARTICLE_ID = {"type": "string", "pattern": "^ART-[0-9]{3,10}$"}

_PASSAGE = passage(_ARTICLE_ID)

ARTICLE_SEARCH = ActionDescriptor(
    name="article.search",
    title="Search knowledge articles",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"query": {"type": "string", "minLength": 1, "maxLength": 500}}),
    output_schema=closed({"passages": {"type": "array", "items": _PASSAGE}}),
    scopes=("articles:read",),
    personal_data=("/query",),
)

ARTICLE_READ = ActionDescriptor(
    name="article.read",
    title="Read a knowledge article",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"article_id": _ARTICLE_ID}),
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
