"""What is read of a wiki (mediawiki.org, API:Query, API:Search, API:Login)."""

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Capability, Effect, Manifest, SessionLogin, vocabulary
from countersign.sdk.shapes import VERSION, passage

_ARTICLE_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,9}$", "description": "a page's number, which stays when the page is moved"}

_PASSAGE = passage(_ARTICLE_ID, version=VERSION | {"description": "the revision"})

ARTICLE_SEARCH = ActionDescriptor(
    **vocabulary.article_search(_PASSAGE),
    effect=Effect.READ,
    scopes=("basic",),
)

ARTICLE_READ = ActionDescriptor(
    **vocabulary.article_read(_ARTICLE_ID, _PASSAGE),
    effect=Effect.READ,
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
