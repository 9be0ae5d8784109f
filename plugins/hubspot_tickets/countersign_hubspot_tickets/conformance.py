from countersign.sdk.conformance import ReadExample, Subject, WriteExample
from countersign.sdk.conformance.hubspot import BUSY, ERRORS_IN_SUCCESS, changes
from countersign_hubspot_tickets.connector import HubSpotTickets
from countersign_hubspot_tickets.fake import HubSpotTicketsFake

_TICKET = {"ticket_id": "701"}
_ABSENT = {"ticket_id": "999"}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    hand_over = {**_TICKET, "queue": "complaints", "summary": "Wrong colour, twice.", "former_queue": None}
    tags = {**_TICKET, "tags": ["orders", "broken goods"], "former_tags": ["orders"]}
    return Subject(
        distribution="countersign-hubspot-tickets",
        package="countersign_hubspot_tickets",
        connector=HubSpotTickets,
        fake=HubSpotTicketsFake,
        writes={
            "ticket.note_internal": WriteExample({**_TICKET, "text": "Second complaint this year."}, refused=(_ABSENT,)),
            "ticket.hand_over": WriteExample(hand_over, refused=(_ABSENT,)),
            "ticket.tag": WriteExample(tags, refused=(_ABSENT,)),
        },
        reads={"ticket.read": ReadExample(_TICKET, missing=_ABSENT)},
        webhook=changes("ticket", 701, "hubspot_tickets", ("hs_pipeline_stage", "4"), ("subject", "Gießkanne 🪴")),
        errors_in_success=ERRORS_IN_SUCCESS,
        busy=BUSY,
    )
