from countersign.sdk.conformance import Subject, WriteExample
from countersign_ses.connector import Ses
from countersign_ses.fake import UNVERIFIED, SesFake


def subject() -> Subject:
    """What the conformance kit needs to know."""
    mail = {"customer_id": "CUST-0001", "to": "marta@mail.example", "subject": "Deine Gießkanne", "text": "Sie kommt am Freitag.\n\nGrüße"}
    return Subject(
        distribution="countersign-ses",
        package="countersign_ses",
        connector=Ses,
        fake=SesFake,
        writes={"email.send": WriteExample(mail, refused=({"to": f"marta{UNVERIFIED}"},))},
    )
