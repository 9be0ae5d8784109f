from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Manifest, vocabulary
from countersign.sdk.shapes import passage

_ARTICLE_ID = {"type": "string", "pattern": "^ART-[0-9]{3,10}$"}

_PASSAGE = passage(_ARTICLE_ID)

ARTICLE_SEARCH = ActionDescriptor(
    **vocabulary.article_search(_PASSAGE),
    effect=Effect.READ,
    scopes=("articles:read",),
)

ARTICLE_READ = ActionDescriptor(
    **vocabulary.article_read(_ARTICLE_ID, _PASSAGE),
    effect=Effect.READ,
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
