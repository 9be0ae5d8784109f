"""The record read from tables and bucket, as an operator's command does, on a pretended account."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.builders import CASE_ID, NOW, TENANT, make_chain
from tests.contract.stores.aws import bucket, client, create_tables, pretended_aws, signing_key

from countersign.adapters.audit_stream import new_event
from countersign.adapters.aws import KmsSigner, S3Archive
from countersign.adapters.dynamodb import DynamoStore
from countersign.cli.audit_seal import seal_rest
from countersign.cli.audit_verify import verify_stack
from countersign.cli.record_reading import StackArchive, all_rows
from countersign.local.operator_error import OperatorError
from countersign.ports import Key, Remove, Replace, Table
from countersign.record import keys
from countersign.record.seals import checkpoint_key
from countersign.steps.seal import Sealer, seal


class PretendedStack:
    """What the commands use of a stack."""

    def __init__(self, seal_key: str) -> None:
        self.outputs = {"SealKeyId": seal_key, "SealFunctionName": "seal"}
        self.seal: Callable[[list[dict[str, Any]]], dict[str, str]] = lambda _: {"FunctionError": "Unhandled"}
        self.archive = "archive"

    def client(self, service: str) -> Any:
        return self if service == "lambda" else client(service)

    def invoke(self, FunctionName: str, Payload: str) -> dict[str, str]:  # noqa: N803  as Lambda has it
        """The seal function's answer; `seal` is what it does."""
        assert FunctionName == "seal"
        return self.seal(json.loads(Payload)["Records"])

    def resource(self, logical_id: str) -> str:
        return self.archive if logical_id == "ArchiveBucket" else logical_id


class Account:
    """Seven events of one case under two seals, and one event that waits."""

    def __init__(self) -> None:
        self.store: DynamoStore = create_tables()
        bucket("archive")
        client("s3").put_bucket_versioning(Bucket="archive", VersioningConfiguration={"Status": "Enabled"})
        key = KmsSigner(client("kms"), signing_key())
        self.sealer = Sealer(self.store, S3Archive(client("s3"), "archive"), key, key.public_key())
        self.stack: Any = PretendedStack(key.key_id)
        events = make_chain(self.store, 7)
        for batch in (events[:4], events[4:]):
            seal(self.sealer, TENANT, batch, now=NOW)

    def row(self, sequence: int) -> dict[str, Any]:
        return dict(self.store.get(keys.audit(TENANT, CASE_ID, sequence)) or {})

    def put(self, partition: str, sort: str, row: dict[str, Any]) -> None:
        self.store.transact([Replace(Key(Table.AUDIT, partition, sort), row)])

    def receive(self, records: list[dict[str, Any]]) -> dict[str, str]:
        """As the seal function does."""
        seal(self.sealer, TENANT, [event for record in records if (event := new_event(record))], now=NOW)
        return {}

    def faults(self, since: str | None = None) -> list[tuple[str, int]]:
        verified = verify_stack(self.stack, TENANT, None, since)
        return [(fault.case_id, fault.sequence) for fault in verified.faults]

    def broken_seal(self, since: str | None = None) -> int | None:
        broken = verify_stack(self.stack, TENANT, None, since).broken_seal
        return broken[0] if broken else None


@pytest.fixture
def account() -> Iterator[Account]:
    with pretended_aws():
        yield Account()


def test_an_untouched_account_is_whole(account):
    """I10."""
    verified = verify_stack(account.stack, TENANT, None, None)
    assert verified.whole
    assert (verified.events, verified.sealed, verified.seals) == (7, 7, 2)


@pytest.mark.parametrize("sequence", [0, 5])
def test_a_changed_row_is_named(account, sequence):
    """I10."""
    account.put(keys.case_partition(TENANT, CASE_ID), f"{sequence:010d}", account.row(sequence) | {"actor": "nobody"})
    assert account.faults() == [(CASE_ID, sequence)]


def test_a_row_that_dynamodb_can_hold_and_json_cannot_is_named(account):
    """I10: a number with decimals, and a set."""
    item = client("dynamodb").get_item(TableName="AuditTable", Key={"pk": {"S": f"{TENANT}|case|{CASE_ID}"}, "sk": {"S": "0000000002"}})[
        "Item"
    ]
    for strange in ({"N": "1.5"}, {"SS": ["a"]}):
        client("dynamodb").put_item(TableName="AuditTable", Item=item | {"body": strange})
        assert account.faults() == [(CASE_ID, 2)]


def test_a_row_outside_of_any_case_is_named(account):
    """I10."""
    account.put(f"{TENANT}|other", "0000000000", account.row(0))
    assert account.faults() == [(f"{TENANT}|other", 0)]


def test_rows_of_another_tenant_are_not_looked_at(account):
    """I13."""
    account.put(f"other|case|{CASE_ID}", "0000000000", {"a": 1})
    assert list(all_rows(account.stack, TENANT)) == [CASE_ID]
    assert account.faults() == []


def test_a_seal_written_over_is_a_fork(account):
    """I10: the bucket keeps what was written first."""
    (first,) = StackArchive(account.stack, TENANT).notes(1)
    client("s3").put_object(Bucket="archive", Key=checkpoint_key(TENANT, 1), Body=first + b"x")
    assert StackArchive(account.stack, TENANT).notes(1) == [first, first + b"x"]
    assert account.broken_seal() == 1


def test_a_seal_that_was_only_hidden_is_still_read(account):
    client("s3").delete_object(Bucket="archive", Key=checkpoint_key(TENANT, 2))
    assert account.broken_seal() is None


def test_what_came_after_a_seal_is_checked_without_reading_what_came_before(account, tmp_path):
    """I10: by the seal's number, and by the file of it that somebody kept."""
    kept = tmp_path / "kept.checkpoint"
    kept.write_bytes(StackArchive(account.stack, TENANT).notes(1)[0])
    account.put(keys.case_partition(TENANT, CASE_ID), "0000000005", account.row(5) | {"actor": "nobody"})
    assert account.faults("1") == account.faults(str(kept)) == [(CASE_ID, 5)]
    assert account.faults("2") == []


def test_what_the_stream_did_not_bring_is_sealed_by_command(account):
    """I10: late, but sealed; a case that was changed is not."""
    late = make_chain(account.store, 3, "C-LATELATELATELATE")
    make_chain(account.store, 2, "C-BADBADBADBADBADB")
    account.put(keys.case_partition(TENANT, "C-BADBADBADBADBADB"), "0000000001", {"a": 1})
    assert account.faults() == [("C-BADBADBADBADBADB", 0), ("C-LATELATELATELATE", 0)]
    account.stack.seal = account.receive
    assert seal_rest(account.stack, TENANT) == len(late)
    assert account.faults() == [("C-BADBADBADBADBADB", 0)]
    assert seal_rest(account.stack, TENANT) == 0


def test_a_seal_function_that_fails_is_told(account):
    make_chain(account.store, 1, "C-LATELATELATELATE")
    with pytest.raises(OperatorError):
        seal_rest(account.stack, TENANT)


def test_nothing_is_added_to_a_broken_log(account):
    """I10."""
    client("s3").put_object(Bucket="archive", Key=checkpoint_key(TENANT, 1), Body=b"x")
    with pytest.raises(OperatorError, match="broken at seal 1"):
        seal_rest(account.stack, TENANT)


def test_a_seal_that_somebody_kept_tells_that_the_log_was_rewritten(account, tmp_path):
    """I10: even if the whole of it was made anew with the real key."""
    kept = tmp_path / "kept.checkpoint"
    kept.write_bytes(StackArchive(account.stack, TENANT).notes(1)[0])
    account.stack.archive = bucket("rewritten")
    account.store.transact([Remove(keys.seal_head(TENANT))])
    rewriter = Sealer(account.store, S3Archive(client("s3"), "rewritten"), account.sealer.signer, account.sealer.public_key)
    seal(rewriter, TENANT, make_chain(account.store, 0)[:4], now=NOW)
    assert account.broken_seal() is None
    assert account.broken_seal(str(kept)) == 1
