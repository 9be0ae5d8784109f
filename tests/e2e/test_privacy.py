"""A customer's data: sealed where it lies, and gone with the key, while the record goes on proving what was done."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest
from click.testing import CliRunner, Result

from countersign.cli import cli
from countersign.local.demo.stage import Customer, Stage, Ticket
from countersign.local.session import Stack

RUNNER = CliRunner()
CANARY = "quince-and-heron"
TABLES = ("StateTable", "WarrantTable", "AuditTable", "PrivacyTable")


def countersign(stage: Stage, *arguments: str) -> Result:
    return RUNNER.invoke(cli, [*arguments, "--state", str(stage.stack.folder.root), "--json"])


def told(answer: Result) -> Any:
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time()) + 11) as stage:
        stage.loosen_all()
        yield stage


@pytest.fixture(scope="module")
def refunded(stage: Stage) -> tuple[Customer, Ticket]:
    customer = stage.customer(f"Ada {CANARY}", amount_minor=15_000)
    ticket = stage.write_in(customer, f"Please refund my order {customer.order}. The {CANARY} bench wobbles.")
    assert stage.vote("sam", stage.question_about(ticket), reason=f"{CANARY} is right").is_success
    stage.end_of(ticket)
    return customer, ticket


def exported(stage: Stage, ticket: Ticket, folder: Path) -> Path:
    file = folder / "proof.json"
    stage.wait_for("the seal", lambda: countersign(stage, "audit", "export", ticket.case_id, "--output", str(file)).exit_code == 0 or None)
    return file


def proved(stage: Stage, file: Path, folder: Path) -> Any:
    assert countersign(stage, "audit", "keys", "--output", str(folder)).exit_code == 0
    keys = ("--grant-key", str(folder / "grant-key.pem"), "--seal-key", str(folder / "seal-key.pem"))
    return told(RUNNER.invoke(cli, ["audit", "verify", "--offline", str(file), *keys, "--json"]))


def lying_in_clear(stack: Stack) -> list[str]:
    """Where the canary can be read by who reads tables and buckets."""
    dynamodb, s3 = stack.client("dynamodb"), stack.client("s3")
    found = []
    for table in TABLES:
        for page in dynamodb.get_paginator("scan").paginate(TableName=stack.resource(table)):
            found += [f"{table} {item['pk']} {item['sk']}" for item in page["Items"] if CANARY in str(item)]
    bucket = stack.resource("ContentBucket")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for entry in page.get("Contents", ()):
            if CANARY.encode() in s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read():
                found.append(entry["Key"])
    return found


@pytest.mark.usefixtures("refunded")
def test_nothing_lies_in_clear(stage: Stage) -> None:
    """I12."""
    assert lying_in_clear(stage.stack) == []


def test_what_is_erased_is_gone_and_still_proved(stage: Stage, refunded: tuple[Customer, Ticket], tmp_path: Path) -> None:
    """I10: one asks, another agrees; what was done can be proved afterwards as before."""
    customer, ticket = refunded
    assert CANARY in countersign(stage, "privacy", "show", customer.id, "--as", "cora").stdout
    disclosed = exported(stage, ticket, tmp_path)
    assert customer.id in disclosed.read_text()
    before = proved(stage, disclosed, tmp_path)

    asked = countersign(stage, "privacy", "erase", customer.id, "--reason", "DSR-1", "--as", "cora")
    assert told(asked)["erasure"]["state"] == "ASKED"
    assert countersign(stage, "privacy", "erase", customer.id, "--as", "cora").exit_code == 1
    assert told(countersign(stage, "privacy", "erase", customer.id, "--as", "carl"))["erasure"]["state"] == "DONE"

    assert countersign(stage, "privacy", "show", customer.id, "--as", "cora").exit_code != 0
    assert CANARY not in json.dumps(stage.story(ticket))
    assert told(countersign(stage, "audit", "verify"))["whole"]
    again = exported(stage, ticket, tmp_path)
    assert customer.id not in again.read_text()
    after = proved(stage, again, tmp_path)
    assert (before["proved"], before["erased_at"], after["proved"]) == (True, None, True)
    assert after["erased_at"]
    assert after["claims"] == before["claims"]


def test_a_customer_who_comes_back_has_a_new_key(stage: Stage, refunded: tuple[Customer, Ticket]) -> None:
    customer, _ = refunded
    ticket = stage.write_in(customer, f"It is {CANARY} again. Where is my order {customer.order}?")
    stage.end_of(ticket)
    held = told(countersign(stage, "privacy", "show", customer.id, "--as", "cora"))
    assert [case["case_id"] for case in held["cases"]] == [ticket.case_id]
    assert lying_in_clear(stage.stack) == []
