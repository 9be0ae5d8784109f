"""A case's record: sealed in the archive, verified by command, and proved to somebody who has two public keys and the file."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import time
from typing import Any

import pytest
from click.testing import CliRunner, Result

from countersign.cli import cli
from countersign.local.demo.stage import Stage, Ticket
from countersign.local.session import Stack

RUNNER = CliRunner()


def audit(*arguments: str) -> Result:
    return RUNNER.invoke(cli, ["audit", *arguments, "--json"])


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time()) + 7) as stage:
        stage.loosen_all()
        yield stage


@pytest.fixture(scope="module")
def keys(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What an auditor was given once."""
    folder = tmp_path_factory.mktemp("keys")
    assert audit("keys", "--state", str(stack.folder.root), "--output", str(folder)).exit_code == 0
    return ["--grant-key", str(folder / "grant-key.pem"), "--seal-key", str(folder / "seal-key.pem")]


@pytest.fixture(scope="module")
def approved(stage: Stage) -> Ticket:
    customer = stage.customer("Ada Brook", amount_minor=15_000)
    ticket = stage.write_in(customer, f"Please refund my order {customer.order}, the bench wobbles.")
    assert stage.vote("sam", stage.question_about(ticket)).is_success
    stage.end_of(ticket)
    return ticket


@pytest.fixture(scope="module")
def denied(stage: Stage) -> Ticket:
    customer = stage.customer("Bert Vale", amount_minor=15_000)
    ticket = stage.write_in(customer, f"Please refund my order {customer.order}, the bench creaks.")
    assert stage.vote("sam", stage.question_about(ticket), "reject", "not ours").is_success
    stage.end_of(ticket)
    return ticket


def exported(stage: Stage, ticket: Ticket, folder: Path) -> Path:
    """The proof, as soon as the end of the case is sealed."""
    file = folder / "proof.json"
    command = ("export", ticket.case_id, "--output", str(file), "--state", str(stage.stack.folder.root))
    stage.wait_for(f"the seal of {ticket.case_id}", lambda: audit(*command).exit_code == 0 or None)
    return file


def proved(file: Path, keys: list[str]) -> Mapping[str, Any]:
    answer = audit("verify", "--offline", str(file), *keys)
    told: Mapping[str, Any] = json.loads(answer.stdout)
    assert answer.exit_code == (0 if told["proved"] else 1)
    return told


def endings(told: Mapping[str, Any]) -> dict[str, str]:
    return {claim["name"]: claim["ending"] for claim in told["claims"]}


def test_the_proof_of_what_was_approved_and_done_needs_no_stack(stage: Stage, approved: Ticket, keys: list[str], tmp_path: Path) -> None:
    told = proved(exported(stage, approved, tmp_path), keys)
    assert (told["proved"], endings(told)["refund.issue"]) == (True, "done")


def test_the_proof_of_what_was_refused_says_that_it_was_not_done(stage: Stage, denied: Ticket, keys: list[str], tmp_path: Path) -> None:
    """I6."""
    told = proved(exported(stage, denied, tmp_path), keys)
    assert (told["proved"], endings(told)["refund.issue"]) == (True, "not done")


def test_one_signed_answer_is_checked_by_itself(stage: Stage, approved: Ticket, keys: list[str], tmp_path: Path) -> None:
    bundle = json.loads(exported(stage, approved, tmp_path).read_text())
    for reason, code in ((bundle["grants"][0]["grant"]["reason"], 0), ("forged", 1)):
        bundle["grants"][0]["grant"]["reason"] = reason
        (tmp_path / "grant.json").write_text(json.dumps(bundle["grants"][0]))
        answer = RUNNER.invoke(cli, ["approval", "verify", str(tmp_path / "grant.json"), *keys[:2]])
        assert answer.exit_code == code


def test_a_row_that_is_changed_behind_the_hubs_back_is_named(stage: Stage, approved: Ticket, denied: Ticket, tmp_path: Path) -> None:
    """I10: and put right, the record is whole again but for what the stream saw."""
    exported(stage, denied, tmp_path)
    dynamodb, table = stage.stack.client("dynamodb"), stage.stack.resource("AuditTable")
    key = {"pk": {"S": f"main|case|{approved.case_id}"}, "sk": {"S": "0000000003"}}
    row = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    state = str(stage.stack.folder.root)
    assert json.loads(audit("verify", "--state", state).stdout)["whole"]
    dynamodb.put_item(TableName=table, Item=row | {"actor": {"S": "nobody"}})
    told = json.loads(audit("verify", "--state", state).stdout)
    dynamodb.put_item(TableName=table, Item=row)
    assert told["faults"] == [{"case_id": approved.case_id, "sequence": 3, "what": "event was changed"}]
    assert json.loads(audit("verify", "--since", "1", "--state", state).stdout)["whole"]
    reported = stage.wait_for("the report of the change", lambda: _reported(stage, approved))
    assert reported == "MODIFY"


def _reported(stage: Stage, ticket: Ticket) -> str | None:
    """What the control chain says of the changed row."""
    answer = stage.stack.client("dynamodb").query(
        TableName=stage.stack.resource("AuditTable"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "main|case|control"}},
    )
    bodies = [item["body"]["M"] for item in answer["Items"] if item["type"]["S"] == "record.changed"]
    return next((body["kind"]["S"] for body in bodies if ticket.case_id in body["row"]["S"]), None)
