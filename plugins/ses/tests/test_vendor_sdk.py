"""botocore, AWS's own SDK, against our requests and our fake."""

import pytest
from countersign_ses.conformance import subject
from countersign_ses.connector import Ses
from countersign_ses.fake import UNVERIFIED, SesFake
from tests.contract.aws_model import AwsModel, Heard, hub

from countersign.kit.serving import serving
from countersign.sdk import Applied

SES = AwsModel("sesv2")
MAIL = subject().writes["email.send"].arguments
SENDER = "Larkfield <service@larkfield.example>"
PARAMETERS = {
    "FromEmailAddress": SENDER,
    "Destination": {"ToAddresses": [MAIL["to"]]},
    "Content": {
        "Simple": {
            "Subject": {"Data": MAIL["subject"], "Charset": "UTF-8"},
            "Body": {"Text": {"Data": MAIL["text"], "Charset": "UTF-8"}},
        }
    },
    "EmailTags": [{"Name": "countersign", "Value": "key-1"}],
}


def test_the_hub_sends_what_botocore_would() -> None:
    with hub(Ses(), SesFake(), **{"from": SENDER}) as ours:
        outcome = ours.do("email.send", MAIL)

        assert ours.sent == SES.serialized("SendEmail", PARAMETERS)
        assert ours.last_is_signed_for("ses")
    assert isinstance(outcome, Applied)


def test_botocore_reads_the_fakes_answers() -> None:
    heard = Heard(SesFake())
    with serving(heard) as url:
        client = SES.client(url)

        assert client.send_email(**PARAMETERS)["MessageId"] == "0100018f-0001"
        assert client.get_account()["SendQuota"]["SentLast24Hours"] == 1
    assert [SES.strange(name, answer) for name, answer in zip(("SendEmail", "GetAccount"), heard.responses, strict=True)] == ["", ""]


@pytest.mark.parametrize(
    ("fake", "to", "error"),
    [(SesFake(), f"marta{UNVERIFIED}", "MessageRejected"), (SesFake(sending=False), MAIL["to"], "SendingPausedException")],
)
def test_botocore_knows_the_fakes_refusals_by_name(fake: SesFake, to: str, error: str) -> None:
    with serving(fake) as url:
        client = SES.client(url)

        with pytest.raises(getattr(client.exceptions, error)):
            client.send_email(**PARAMETERS | {"Destination": {"ToAddresses": [to]}})
