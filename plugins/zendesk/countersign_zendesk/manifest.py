from countersign.sdk import CONTRACT_VERSION, Basic, Capability, Manifest, RateFacts
from countersign_zendesk.article_actions import ARTICLE_READ, ARTICLE_SEARCH
from countersign_zendesk.ticket_actions import TICKET_HAND_OVER, TICKET_NOTE_INTERNAL, TICKET_READ, TICKET_REPLY_PUBLIC, TICKET_TAG

MANIFEST = Manifest(
    name="zendesk",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Zendesk",
    capabilities=(Capability.TICKETING, Capability.KNOWLEDGE),
    # An agent's address, "/token:" and an API token.
    auth=Basic(),
    # From 200 to 2500 a minute by plan: the account's own number stands in x-rate-limit.
    rate=RateFacts(counted_by="account", remaining_header="x-rate-limit-remaining", reset_header="ratelimit-reset"),
    actions=(TICKET_READ, TICKET_REPLY_PUBLIC, TICKET_NOTE_INTERNAL, TICKET_HAND_OVER, TICKET_TAG, ARTICLE_SEARCH, ARTICLE_READ),
    event_types=("ticket.created",),
)
