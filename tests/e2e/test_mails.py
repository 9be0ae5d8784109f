"""From the record to a mailbox, and from a mail's link to the refund: on the deployed template, with a real mail server."""

import re
from collections.abc import Iterator, Mapping
from time import time
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from countersign.cli.mail import mail as mail_command
from countersign.local.demo.stage import Customer, Stage, Ticket
from countersign.local.session import Stack

SCANNER = {"User-Agent": "Mail Link Scanner", "Purpose": "prefetch"}


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time())) as stage:
        stage.loosen_all()
        yield stage


@pytest.fixture
def visitor() -> Iterator[httpx.Client]:
    """Somebody's browser, signed in nowhere."""
    with httpx.Client(timeout=30, trust_env=False, headers={"Sec-Fetch-Site": "none"}) as client:
        yield client


def waiting(stage: Stage, name: str, amount_minor: int) -> tuple[Customer, Ticket, Mapping[str, Any]]:
    customer = stage.customer(name, amount_minor=amount_minor)
    ticket = stage.write_in(customer, f"Please refund order {customer.order}, it came broken. My phone is +4915550123456.")
    return customer, ticket, stage.question_about(ticket)


def mails_about(stage: Stage, question: Mapping[str, Any], user: str) -> list[Mapping[str, Any]]:
    found = stage.company.get("/mails", params={"to": f"{user}@larkfield.example"}).json()["mails"]
    return [mail for mail in found if question["case_id"] in mail["text"]]


def mailed(stage: Stage, question: Mapping[str, Any], user: str) -> Mapping[str, Any]:
    return stage.wait_for(f"a mail to {user}", lambda: next(iter(mails_about(stage, question, user)), None))


def link_in(mail: Mapping[str, Any]) -> str:
    (address,) = re.findall(r"https?://\S+", mail["text"])
    return str(address)


def test_a_mail_arrives_a_scanner_presses_nothing_and_a_person_answers_by_its_link(stage: Stage, visitor: httpx.Client) -> None:
    supervisor = stage.colleague("supervisor")
    customer, ticket, question = waiting(stage, "Mara Weld", 12_000)
    mail = mailed(stage, question, supervisor)
    assert mail["subject"] == "Approval needed: Refund money for an order, 120.00 EUR"
    assert not {"Mara", "Weld", customer.id, "mail.example", "4915550123456", "broken"} & set(re.split(r"\W+", mail["text"]))
    link = link_in(mail)

    for method in ("GET", "HEAD", "GET"):
        visitor.request(method, link, headers=SCANNER)
    page = visitor.get(link)
    assert (page.status_code, page.headers["referrer-policy"]) == (200, "no-referrer")
    assert question["action"] in page.text
    assert stage.story(ticket)["case"]["state"] == "WAITING"

    pressed = {"action": question["action"], "answer": "approve", "reason": "The photo shows it."}
    assert [visitor.post(link, data=pressed).status_code for _ in range(2)] == [200, 200]
    assert stage.end_of(ticket)["case"]["state"] == "RESOLVED"
    assert len(stage.effects(customer, "refund")) == 1
    answers = [event["body"] for event in stage.story(ticket)["record"] if event["type"] == "approval.answered"]
    assert [(answer["answer"], answer["via"]) for answer in answers] == [("approve", "link")]

    over = visitor.get(link)
    forged = visitor.get(link[:-4] + "AAAA")
    assert (over.status_code, over.text) == (forged.status_code, forged.text)
    assert over.status_code == httpx.codes.GONE


def test_above_the_risk_tier_the_mail_leads_to_the_sign_in(stage: Stage, visitor: httpx.Client) -> None:
    officers = [stage.colleague("risk") for _ in range(2)]
    _, _, question = waiting(stage, "Nils Ode", 250_000)
    links = {link_in(mailed(stage, question, officer)) for officer in officers}
    assert links == {f"{stage.stack.api_url}/console/approvals/{question['approval_id']}"}
    assert visitor.get(links.pop()).status_code == httpx.codes.SEE_OTHER


def test_the_command_reads_the_mailbox(stage: Stage) -> None:
    supervisor = stage.colleague("supervisor")
    _, _, question = waiting(stage, "Olga Renn", 12_500)
    mail_id = mailed(stage, question, supervisor)["id"]
    where = ["--state", str(stage.stack.folder.root)]
    listed = CliRunner().invoke(mail_command, ["list", "--to", supervisor, *where])
    shown = CliRunner().invoke(mail_command, ["show", mail_id, *where])
    assert mail_id in listed.output
    assert f"Case: {question['case_id']}" in shown.output
