from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, AwsSignature, Capability, Effect, Manifest, SafePost
from countersign.sdk.shapes import closed, passage

ARTICLE_ID = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
_ARTICLE_ID = {"type": "string", "pattern": ARTICLE_ID}

_PASSAGE = passage(_ARTICLE_ID)

ARTICLE_SEARCH = ActionDescriptor(
    name="article.search",
    title="Search knowledge articles",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"query": {"type": "string", "minLength": 1, "maxLength": 500}}),
    output_schema=closed({"passages": {"type": "array", "items": _PASSAGE}}),
    scopes=("bedrock:Retrieve",),
    personal_data=("/query",),
)

ARTICLE_READ = ActionDescriptor(
    name="article.read",
    title="Read a knowledge article",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"article_id": _ARTICLE_ID}),
    output_schema=_PASSAGE,
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
