from countersign.sdk.conformance import ReadExample, Subject, WriteExample
from countersign_request_tracker.connector import RequestTracker
from countersign_request_tracker.fake import RequestTrackerFake

_TICKET = {"ticket_id": "1"}
_ABSENT = {"ticket_id": "99"}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    answered = {**_TICKET, "customer_id": "greta@mail.example", "text": "Grüße, deine Gießkanne kommt am Freitag."}
    tags = {**_TICKET, "tags": ["damaged", "delivery"], "version": "44"}
    return Subject(
        distribution="countersign-request-tracker",
        package="countersign_request_tracker",
        connector=RequestTracker,
        fake=RequestTrackerFake,
        writes={
            "ticket.reply_public": WriteExample(answered, refused=(_ABSENT,)),
            "ticket.note_internal": WriteExample({**_TICKET, "text": "Second complaint this year."}, refused=(_ABSENT,)),
            "ticket.hand_over": WriteExample({**_TICKET, "queue": "complaints", "summary": "Wrong colour, twice."}, refused=(_ABSENT,)),
            "ticket.tag": WriteExample(tags, stale={"version": "43"}, refused=(_ABSENT,)),
        },
        reads={"ticket.read": ReadExample(_TICKET, missing=_ABSENT)},
    )
