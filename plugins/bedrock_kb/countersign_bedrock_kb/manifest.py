from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, AwsSignature, Capability, Effect, Manifest, SafePost, vocabulary
from countersign.sdk.shapes import passage

ARTICLE_ID = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
_ARTICLE_ID = {"type": "string", "pattern": ARTICLE_ID}

_PASSAGE = passage(_ARTICLE_ID)

ARTICLE_SEARCH = ActionDescriptor(
    **vocabulary.article_search(_PASSAGE),
    effect=Effect.READ,
    scopes=("bedrock:Retrieve",),
)

ARTICLE_READ = ActionDescriptor(
    **vocabulary.article_read(_ARTICLE_ID, _PASSAGE),
    effect=Effect.READ,
    scopes=("bedrock:Retrieve",),
)

MANIFEST = Manifest(
    name="bedrock_kb",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Amazon Bedrock knowledge base",
    capabilities=(Capability.KNOWLEDGE,),
    auth=AwsSignature(service="bedrock"),
    safe_posts=(SafePost(path="/retrieve"),),
    actions=(ARTICLE_SEARCH, ARTICLE_READ),
)
