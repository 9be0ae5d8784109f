"""The template's tables and keys on moto, for contract and integration tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tests.deployed_template import source

from countersign.adapters.dynamodb import DynamoStore
from countersign.ports import Table

REGION = "eu-west-1"
LOGICAL = {Table.STATE: "StateTable", Table.WARRANT: "WarrantTable", Table.AUDIT: "AuditTable", Table.PRIVACY: "PrivacyTable"}


@contextmanager
def pretended_aws() -> Iterator[None]:
    """An empty account; nothing of this machine's configuration reaches it."""
    with pytest.MonkeyPatch.context() as patched, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "testing")
        patched.setenv("AWS_DEFAULT_REGION", REGION)
        yield


def client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)


@cache
def _declared() -> dict[str, Any]:
    resources: dict[str, Any] = source()["Resources"]
    return resources


def create_tables() -> DynamoStore:
    """Tables with the keys and indexes that the template declares."""
    dynamodb = client("dynamodb")
    for logical in LOGICAL.values():
        properties = _declared()[logical]["Properties"]
        wanted = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        dynamodb.create_table(TableName=logical, **{name: properties[name] for name in wanted if name in properties})
    return DynamoStore(dynamodb, LOGICAL)


def signing_key() -> str:
    key_id: str = client("kms").create_key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")["KeyMetadata"]["KeyId"]
    return key_id


def sealing_key() -> str:
    key_id: str = client("kms").create_key()["KeyMetadata"]["KeyId"]
    return key_id


def bucket(name: str) -> str:
    client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name
