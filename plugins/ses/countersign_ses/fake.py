from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

UNVERIFIED = "@unverified.example"


@dataclass
class SesFake(FakeSystem):
    """Sends every mail that it is asked for, however often, but to the one domain that it takes for unverified."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    sending: bool = True
    in_production: bool = True

    @route("POST", "/v2/email/outbound-emails")
    def send_email(self, asked: Asked) -> Response:
        mail = asked.json
        (to,) = mail["Destination"]["ToAddresses"]
        if not self.sending:
            return _refused("SendingPausedException", "Email sending is disabled.")
        if to.endswith(UNVERIFIED):
            return _refused("MessageRejected", f"Email address is not verified: {to}")
        done = self.happened(Effect.CUSTOMER_CONTACT, "0100018f", recipient=to)
        self.sent.append(mail)
        return reply(200, {"MessageId": done.id}, x_amzn_requestid="4a7c9e")

    @route("GET", "/v2/email/account")
    def get_account(self, _asked: Asked) -> Response:
        quota = {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": float(len(self.sent))}
        account = {"SendingEnabled": self.sending, "ProductionAccessEnabled": self.in_production, "EnforcementStatus": "HEALTHY"}
        return reply(200, {**account, "SendQuota": quota}, x_amzn_requestid="4a7c9f")


def _refused(code: str, message: str) -> Response:
    return reply(400, {"message": message}, x_amzn_errortype=code, x_amzn_requestid="4a7ca0")
