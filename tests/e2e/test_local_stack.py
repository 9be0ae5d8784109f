"""The stack that `countersign up` makes is the template's, guarded as it would be in an account."""

from pathlib import Path

import httpx
import pytest

from countersign.cli.terminal import Terminal
from countersign.local.condition import Health, has_ended, observe
from countersign.local.repository import find_repository
from countersign.local.session import Stack, open_stack
from countersign.local.shutdown import take_down
from countersign.local.startup import bring_up
from countersign.local.users import USERS

_REPOSITORY = find_repository(Path(__file__).parent)


def test_it_is_up_with_the_sources_at_hand(stack: Stack) -> None:
    condition = observe(stack.folder, _REPOSITORY)
    assert condition.health is Health.UP
    assert not condition.sources_changed


def test_a_second_up_finds_nothing_to_do(stack: Stack) -> None:
    assert not bring_up(_REPOSITORY, stack.folder, Terminal(as_json=True))


def test_every_user_signs_in(stack: Stack) -> None:
    assert all(stack.sign_in(user.name).count(".") == 2 for user in USERS)


def test_nobody_gets_in_unsigned(stack: Stack) -> None:
    with stack.api() as api:
        assert api.get("/cases").status_code == httpx.codes.UNAUTHORIZED


def test_a_forged_token_does_not_get_in(stack: Stack) -> None:
    header, claims, _ = stack.sign_in("sam").split(".")
    with stack.api() as api:
        assert api.get("/cases", headers={"Authorization": f"{header}.{claims}.AAAA"}).status_code == httpx.codes.UNAUTHORIZED


def test_a_seal_in_the_archive_cannot_be_deleted(stack: Stack) -> None:
    s3, bucket = stack.client("s3"), stack.resource("ArchiveBucket")
    version = s3.put_object(Bucket=bucket, Key="probe", Body=b"sealed")["VersionId"]
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key="probe", VersionId=version)


def test_each_connector_has_its_own_secret_for_each_power(stack: Stack) -> None:
    pages = stack.client("secretsmanager").get_paginator("list_secrets").paginate()
    names = {secret["Name"] for page in pages for secret in page["SecretList"]}
    assert {"countersign/main/sandbox_payments/read", "countersign/main/sandbox_payments/write"} <= names
    assert "countersign/main/sandbox_ticketing/webhook" in names


def test_everything_is_there_again_after_down_and_up(stack: Stack) -> None:
    table, archive = stack.resource("StateTable"), stack.resource("ArchiveBucket")
    address = {"pk": {"S": "main|probe"}, "sk": {"S": "kept"}}
    stack.client("dynamodb").put_item(TableName=table, Item=address)
    sealed = stack.client("s3").put_object(Bucket=archive, Key="kept", Body=b"sealed")["VersionId"]
    take_down(stack.folder, Terminal(as_json=True))
    assert has_ended(stack.folder)
    assert bring_up(_REPOSITORY, stack.folder, Terminal(as_json=True))
    again = open_stack(stack.folder.root)
    assert again.api_url == stack.api_url
    assert again.client("dynamodb").get_item(TableName=table, Key=address)["Item"] == address
    assert again.client("s3").get_object(Bucket=archive, Key="kept", VersionId=sealed)["Body"].read() == b"sealed"
    with pytest.raises(again.client("s3").exceptions.ClientError, match="AccessDenied"):
        again.client("s3").delete_object(Bucket=archive, Key="kept", VersionId=sealed)
