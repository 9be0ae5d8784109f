"""moto, an implementation of SES that is not ours, takes what the hub sends."""

import requests
from countersign_ses.conformance import subject
from countersign_ses.connector import Ses
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends
from tests.contract.aws_model import REGION, AwsModel, hub

from countersign.sdk import Applied, NotApplied, Request, Response

SENDER = "service@larkfield.example"
ADDRESS = f"https://email.{REGION}.amazonaws.com"
MAIL = subject().writes["email.send"].arguments


class Moto:
    """Hands on what arrives on the loopback, headers and signature included, to moto's stand-in for SES's own address."""

    def respond(self, request: Request) -> Response:
        headers = {name: value for name, value in request.headers if name != "host"}
        body = (request.body or "").encode()
        answered = requests.request(request.method, ADDRESS + request.path, headers=headers, data=body, timeout=5)
        return Response(
            status=answered.status_code,
            headers={name.lower(): value for name, value in answered.headers.items()},
            body=answered.content,
        )


def test_a_mail_arrives_as_it_was_approved() -> None:
    with mock_aws(), hub(Ses(), Moto(), **{"from": SENDER}) as ours:
        AwsModel("sesv2").client(ADDRESS).create_email_identity(EmailIdentity=SENDER)
        outcome = ours.do("email.send", MAIL)
        (sent,) = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages

    assert outcome == Applied(vendor_id=sent.id, result={"id": sent.id})
    assert (sent.source, sent.destinations) == (SENDER, {"ToAddresses": [MAIL["to"]]})
    assert (sent.subject, sent.body) == (MAIL["subject"], MAIL["text"])


def test_a_sender_that_nobody_verified_is_refused_and_nothing_is_sent() -> None:
    with mock_aws(), hub(Ses(), Moto(), **{"from": SENDER}) as ours:
        outcome = ours.do("email.send", MAIL)
        sent = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages

    assert isinstance(outcome, NotApplied)
    assert (outcome.error.kind, outcome.error.vendor_code) == ("invalid", "MessageRejected")
    assert sent == []
