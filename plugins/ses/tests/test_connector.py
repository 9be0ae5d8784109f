import json
from typing import Any

import jsonschema_rs
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from countersign_ses.conformance import subject
from countersign_ses.connector import Ses
from countersign_ses.fake import SesFake
from countersign_ses.manifest import EMAIL_SEND

from countersign.kit.system import System
from countersign.sdk import NotApplied, Response, Unknown

CONNECTOR = Ses()
MAIL = subject().writes["email.send"].arguments
# Status, the error's name, and what the write then is. The page's table says the same.
ERRORS = [
    (400, "BadRequestException", "NotApplied: invalid"),
    (400, "MessageRejected", "NotApplied: invalid"),
    (400, "AccountSuspendedException", "NotApplied: permission"),
    (400, "SendingPausedException", "NotApplied: permission"),
    (400, "MailFromDomainNotVerifiedException", "NotApplied: permission"),
    (403, "AccessDeniedException", "NotApplied: permission"),
    (403, "ExpiredTokenException", "NotApplied: auth"),
    (404, "NotFoundException", "NotApplied: not_found"),
    (400, "LimitExceededException", "NotApplied: rate_limited"),
    (400, "ThrottlingException", "NotApplied: rate_limited"),
    (429, "TooManyRequestsException", "NotApplied: rate_limited"),
    (500, "InternalFailure", "Unknown: unavailable"),
    (503, "ServiceUnavailable", "Unknown: unavailable"),
]


@pytest.mark.parametrize(("status", "code", "meaning"), ERRORS)
def test_an_error_means(status: int, code: str, meaning: str) -> None:
    request = CONNECTOR.prepare("email.send", MAIL, key="key-1")
    outcome = CONNECTOR.interpret("email.send", request, Response(status=status, headers={"x-amzn-errortype": code}, body=b"{}"))

    assert isinstance(outcome, NotApplied | Unknown)
    assert f"{type(outcome).__name__}: {outcome.error.kind}" == meaning


def test_every_error_that_sesv2_declares_has_a_meaning_of_its_own() -> None:
    model = ServiceModel(Loader().load_service_model("sesv2", "service-2"))

    assert {shape.name for shape in model.operation_model("SendEmail").error_shapes} <= {code for _, code, _ in ERRORS}


@pytest.mark.parametrize(
    "changed",
    [
        {"to": "marta@mail.example, otto@mail.example"},
        {"to": "Marta <marta@mail.example>"},
        {"to": "marta@mail.example\r\nBcc: otto@mail.example"},
        {"subject": "Hello\r\nBcc: otto@mail.example"},
        {"subject": "Hello\u2028there"},
    ],
)
def test_a_mail_reaches_one_person_and_its_subject_is_one_line(changed: dict[str, Any]) -> None:
    assert not jsonschema_rs.Draft202012Validator(EMAIL_SEND.input_schema).is_valid({**MAIL, **changed})


def test_the_same_mail_twice_is_two_mails_as_declared() -> None:
    fake = SesFake()
    for _ in range(2):
        System(CONNECTOR, fake).do("email.send", MAIL, "key-1")

    assert len(fake.effects) == 2
    assert EMAIL_SEND.idempotency is not None
    assert EMAIL_SEND.idempotency.mode == "ledger_only"


def test_the_key_is_on_what_ses_tells_of_the_mail_later() -> None:
    body = json.loads(CONNECTOR.prepare("email.send", MAIL, key="0123456789abcdef").body or "")

    assert body["EmailTags"] == [{"Name": "countersign", "Value": "0123456789abcdef"}]


@pytest.mark.parametrize(
    ("fake", "finding"),
    [(SesFake(sending=False), "the account may not send"), (SesFake(in_production=False), "the account is in the sandbox")],
)
def test_an_account_that_cannot_reach_customers_is_not_well(fake: SesFake, finding: str) -> None:
    health = System(CONNECTOR, fake).converse(CONNECTOR.check())

    assert not health.ok
    assert [told[: len(finding)] for told in health.findings] == [finding]
