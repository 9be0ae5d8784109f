from collections.abc import Generator, Mapping

from countersign.sdk import Applied, Arguments, ErrorKind, Health, MalformedJsonError, Outcome, Request, Response, loads_answer
from countersign.sdk.aws import aws_answer, aws_failure, aws_health
from countersign.sdk.requests import get_request, json_request
from countersign.sdk.responses import unreadable
from countersign.sdk.without import WithoutLists, WithoutLookUps, WithoutReads, WithoutUndo, WithoutWebhooks
from countersign_ses.manifest import MANIFEST

# SES says 400 for what only the account's owner can put right.
_KINDS: Mapping[str, ErrorKind] = {
    "AccountSuspendedException": "permission",
    "MailFromDomainNotVerifiedException": "permission",
    "SendingPausedException": "permission",
}


class Ses(WithoutReads, WithoutLookUps, WithoutLists, WithoutUndo, WithoutWebhooks):
    """Amazon SES, API v2 of 2019-09-27."""

    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:  # noqa: ARG002  one action only
        """The key is a tag of the mail: SES tells it with the mail's later events, but neither refuses a second one nor finds by it."""
        message = {"Subject": _text(arguments["subject"]), "Body": {"Text": _text(arguments["text"])}}
        return json_request(
            "POST",
            "/v2/email/outbound-emails",
            {
                "Content": {"Simple": message},
                "Destination": {"ToAddresses": [arguments["to"]]},
                "EmailTags": [{"Name": "countersign", "Value": key}],
            },
        )

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  one action only
        if response.status != 200:  # noqa: PLR2004  the only success there is
            return aws_failure(response, _KINDS)
        try:
            message_id = loads_answer(response.body).get("MessageId")
        except MalformedJsonError:
            return unreadable(response)
        if not isinstance(message_id, str):
            return unreadable(response)
        return Applied(vendor_id=message_id, result={"id": message_id})

    def check(self) -> Generator[Request, Response, Health]:
        response = yield get_request("/v2/email/account")
        if not (reached := aws_health(response)).ok:
            return reached
        account = aws_answer(response)
        found = {
            "the account may not send": account.get("SendingEnabled") is not True,
            "the account is in the sandbox, where only verified addresses are reached": account.get("ProductionAccessEnabled") is not True,
        }
        return Health(ok=not any(found.values()), findings=tuple(finding for finding, so in found.items() if so))


def _text(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}
