from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Basic, Capability, Effect, Manifest, RateFacts, vocabulary
from countersign.sdk.shapes import passage

_ARTICLE_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}

_PASSAGE = passage(_ARTICLE_ID)

ARTICLE_SEARCH = ActionDescriptor(
    **vocabulary.article_search(_PASSAGE),
    effect=Effect.READ,
    scopes=("hc:read",),
)

ARTICLE_READ = ActionDescriptor(
    **vocabulary.article_read(_ARTICLE_ID, _PASSAGE),
    effect=Effect.READ,
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
