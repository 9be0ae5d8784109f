"""The record and its seals as an operator reads them: whole tables and buckets, which no function of the hub may."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from countersign.adapters.dynamodb import plain_row
from countersign.adapters.ecdsa import EcdsaPublicKey
from countersign.local.session import Stack
from countersign.local.stores import rows_of
from countersign.model.canonical import NotCanonicalError, canonical_json
from countersign.ports import Table
from countersign.proof.seal_log import SealLog
from countersign.proof.verification import Rows, StoredEvent
from countersign.record import audit, keys
from countersign.record.rows import find
from countersign.record.seals import SealHead, batch_key, checkpoint_key, folder


class StackArchive:
    """The archive bucket of a stack, with all versions: what was written later never stands for what was written first."""

    def __init__(self, stack: Stack, tenant: str) -> None:
        self._s3, self._bucket, self._tenant = stack.client("s3"), stack.resource("ArchiveBucket"), tenant
        self._versions: dict[str, list[str]] = defaultdict(list)
        for page in self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=folder(tenant)):
            for version in page.get("Versions", []):
                # S3 lists the newest of a key first.
                self._versions[version["Key"]].insert(0, version["VersionId"])

    def numbers(self) -> Sequence[int]:
        checkpoints = [key for key in self._versions if key.endswith(".checkpoint")]
        numbers = [key.removeprefix(folder(self._tenant)).removesuffix(".checkpoint") for key in checkpoints]
        return sorted(int(number) for number in numbers if number.isdecimal())

    def notes(self, number: int) -> Sequence[bytes]:
        return list(self._bodies(checkpoint_key(self._tenant, number)))

    def batch(self, number: int, root: str) -> bytes | None:
        return next(self._bodies(batch_key(self._tenant, number, root)), None)

    def _bodies(self, key: str) -> Iterator[bytes]:
        for version in self._versions.get(key, []):
            yield self._s3.get_object(Bucket=self._bucket, Key=key, VersionId=version)["Body"].read()


def grant_key_of(stack: Stack) -> EcdsaPublicKey:
    """The key that answers of approvers are signed with."""
    return _public_key(stack, "GrantKeyId")


def seal_key_of(stack: Stack) -> EcdsaPublicKey:
    return _public_key(stack, "SealKeyId")


def seal_head(stack: Stack, tenant: str) -> SealHead:
    return find(rows_of(stack), keys.seal_head(tenant), SealHead) or SealHead()


def all_rows(stack: Stack, tenant: str) -> Rows:
    """Every row of the tenant's record; a row outside of any case is listed under its partition, where no event can be."""
    pages = stack.client("dynamodb").get_paginator("scan").paginate(TableName=stack.resource("AuditTable"), ConsistentRead=True)
    return _by_case(tenant, (item for page in pages for item in page["Items"]))


def rows_since(stack: Stack, log: SealLog) -> Rows:
    """The rows of all cases that were sealed after the log's trusted seal or have begun since: costs what is new."""
    opened = _cases_received(stack, log.tenant, log.since.sealed_at.date() if log.since else None)
    wanted = {*log.sealed, *opened, audit.CONTROL}
    pages = stack.client("dynamodb").get_paginator("query")
    items = (
        item
        for case_id in sorted(wanted)
        for page in pages.paginate(
            TableName=stack.resource("AuditTable"),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.case_partition(log.tenant, case_id)}},
            ConsistentRead=True,
        )
        for item in page["Items"]
    )
    return _by_case(log.tenant, items)


def _cases_received(stack: Stack, tenant: str, first: date | None) -> Iterator[str]:
    store, day, today = rows_of(stack), first, datetime.now(UTC).date()
    while day is not None and day <= today:
        partition = keys.case_day(tenant, datetime.combine(day, datetime.min.time()))
        yield from (str(row["case_id"]) for row in store.query(Table.STATE, partition))
        day += timedelta(days=1)


def _by_case(tenant: str, items: Iterable[Mapping[str, Any]]) -> Rows:
    rows: dict[str, list[StoredEvent]] = defaultdict(list)
    for item in items:
        partition = item["pk"]["S"]
        if partition.startswith(f"{tenant}|"):
            rows[partition.removeprefix(keys.case_partition(tenant, ""))].append(StoredEvent(item["sk"]["S"], _line(item)))
    return {case_id: sorted(found, key=lambda row: row.sort) for case_id, found in rows.items()}


def _line(item: Mapping[str, Any]) -> bytes:
    """Empty, which no event is, for a row that has no canonical form."""
    try:
        return canonical_json(plain_row(item))
    except (NotCanonicalError, TypeError, ValueError):
        return b""


def _public_key(stack: Stack, output: str) -> EcdsaPublicKey:
    return EcdsaPublicKey(stack.client("kms").get_public_key(KeyId=stack.outputs[output])["PublicKey"])
