"""One mail to one person by Amazon SES (API v2, SendEmail with a raw message)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from countersign.ports import MaybeSentError
from countersign.sdk.contract import Response

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

# In terms of SMTP. An account that may not send for now is put right by an operator, so the mail is worth another try.
_REPLIES: Mapping[str, int] = {
    "MessageRejected": 554,
    "BadRequestException": 554,
    "NotFoundException": 554,
}
_LATER = 451


def send(client: "SESV2Client", sender: str, to: str, message: bytes) -> Response:
    """What SES says, as a reply code of SMTP; raises MaybeSentError when it says nothing."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client.send_email(FromEmailAddress=sender, Destination={"ToAddresses": [to]}, Content={"Raw": {"Data": message}})
    except ClientError as error:
        return Response(status=_REPLIES.get(error.response["Error"]["Code"], _LATER))
    except BotoCoreError as error:
        raise MaybeSentError(f"SES does not answer: {type(error).__name__}") from error
    return Response(status=250)
