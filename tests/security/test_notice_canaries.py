"""I12: mails and chats hold nothing personal, and the secret of a link is nowhere but in its mail."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from tests.builders import make_account, make_voter
from tests.fakes import RememberingCourier
from tests.integration.deployment import TENANT, Deployment
from tests.security.bugged import MARK, REFUND, WISHES, Bugged, at_rest, planted
from tests.world import WEBHOOK_KEY

from countersign import notifiers
from countersign.bootstrap import hub
from countersign.ports import SecretUnavailableError
from countersign.sdk import Response
from countersign.sdk.notifiers import Mail

CONSOLE = "https://hub.example/v1"
SECRETS = re.compile(r"/links/main/([\w-]{43})")
LINK = "/links/{tenant}/{secret}"


@dataclass
class Told(Bugged):
    """A bugged deployment whose people are told of everything."""

    courier: RememberingCourier = field(default_factory=RememberingCourier)

    def tell(self) -> None:
        """Of all that is on the record, once more."""
        self.call("notify", Records=self.deployment.stream())
        self.deployment.now = self.deployment.now.replace(minute=self.deployment.now.minute + 1)
        self.call("notify", Records=[])

    @property
    def said(self) -> list[str]:
        """But for whom it went to, which is theirs."""
        messages = [message for _, _, message in self.courier.carried]
        return [json.dumps([each.subject, each.text, each.html]) if isinstance(each, Mail) else str(each) for each in messages]

    @property
    def secrets(self) -> set[str]:
        return set(SECRETS.findall("\n".join(self.said)))

    def mailed_to(self, name: str) -> str:
        """The address in the last mail to somebody."""
        (*_, mail) = [each for _, _, each in self.courier.carried if isinstance(each, Mail) and each.to.startswith(f"{name}@")]
        return f"/links/main/{SECRETS.findall(mail.text)[0]}"

    def follow(self, path: str, function: str = "console", **fields: str) -> int:
        """A look, or with `fields` a press."""
        headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "none"}
        method = "POST" if fields else "GET"
        changes = {"path": path, "resource": LINK, "httpMethod": method, "headers": headers, "body": urlencode(fields) or None}
        return int(self.deployment.call(function, **changes)["statusCode"])


@pytest.fixture
def told(deployment: Deployment) -> Told:
    listening = Told(planted(deployment).deployment)
    pieces = vars(hub())
    pieces["courier"] = listening.courier
    pieces["notifiers"] = notifiers.load([f"countersign-notify-{each}" for each in ("email", "slack", "teams", "webhook")])
    pieces["settings"] = hub().settings.model_copy(update={"console_url": CONSOLE})
    for name in ("sue", "sid"):
        deployment.directory.put(make_account(make_voter(name), tenant=TENANT, second_factor=True))
    return listening


def everybody_is_told(told: Told) -> None:
    for text in WISHES:
        told.run(told.arrives(text))
    told.tell()


def nobody_answers(told: Told) -> None:
    told.run(told.arrives(REFUND.format("ORD-1002")))
    told.tell()
    told.deployment.now = told.deployment.now.replace(day=25)
    told.call("sweep")
    told.tell()


def sending_fails(told: Told) -> None:
    broken = Response(status=500, body=MARK.encode())
    told.courier.answers += [broken, SecretUnavailableError("main/notify_email/notify"), OSError(MARK), broken] * 4
    everybody_is_told(told)


def somebody_answers_by_link(told: Told) -> None:
    case_id = told.arrives(REFUND.format("ORD-1002"))
    (action,) = told.run(case_id)
    told.tell()
    path = told.mailed_to("sue")
    assert told.follow(path) == 200
    assert told.follow(path, "record_approval", action=action, answer="reject", reason="") == 422
    assert told.follow(path, "record_approval", action=action, answer="reject", reason=f"{MARK} wrote.") == 200
    assert told.follow(path, "record_approval", action=action, answer="reject", reason=f"{MARK} wrote.") == 200
    assert told.follow(told.mailed_to("sid")) == 410
    assert told.follow(f"/links/main/{'x' * 43}") == 410
    told.tell()


SCENARIOS = (everybody_is_told, nobody_answers, sending_fails, somebody_answers_by_link)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_no_canary_is_said(told: Told, scenario: Callable[[Told], None], capfd: pytest.CaptureFixture[str]) -> None:
    """I12."""
    scenario(told)
    printed = capfd.readouterr()
    everything = "\n".join([*told.said, told.everything(printed.out + printed.err), at_rest()])
    assert len(told.said) > 4
    assert [line[:300] for line in everything.splitlines() if MARK in line.lower()] == []
    assert WEBHOOK_KEY not in everything


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_the_secret_of_a_link_is_in_its_mail_alone(told: Told, scenario: Callable[[Told], None], capfd: pytest.CaptureFixture[str]) -> None:
    """Neither in a log, nor in a workflow, nor at rest."""
    scenario(told)
    printed = capfd.readouterr()
    elsewhere = told.everything(printed.out + printed.err) + at_rest()
    assert told.secrets
    assert [secret for secret in told.secrets if secret in elsewhere] == []
