"""The Store on DynamoDB: `pk` and `sk` in each table, and a sparse index `due` on the state table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from countersign.adapters.attribute_values import plain, typed
from countersign.ports import Absent, Check, Due, Key, Put, Queue, Remove, Replace, Row, Table, Write, WriteRefusedError

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_dynamodb import DynamoDBClient

# The index spreads over this many partitions so that one busy minute does not meet one partition's write limit.
DUE_SHARDS = 4
_ADDRESS = frozenset({"pk", "sk", "due_shard", "due_at", "forget_at"})
_CONTENTION = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class DynamoStore:
    """Conditional transactions by TransactWriteItems; every read is consistent but the index's."""

    def __init__(self, client: "DynamoDBClient", tables: Mapping[Table, str], expiry: Callable[[Key], int | None] = lambda _: None) -> None:
        """`expiry` says when a row that is written now may be forgotten, in Unix seconds."""
        self._client = client
        self._tables = tables
        self._expiry = expiry

    def get(self, key: Key) -> Row | None:
        answer = self._client.get_item(TableName=self._tables[key.table], Key=_address(key), ConsistentRead=True)
        return plain_row(answer["Item"]) if "Item" in answer else None

    def query(
        self,
        table: Table,
        partition: str,
        prefix: str = "",
        *,
        after: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> list[Row]:
        condition, values = "pk = :pk", {":pk": {"S": partition}}
        if prefix:
            condition, values = "pk = :pk AND begins_with(sk, :prefix)", {**values, ":prefix": {"S": prefix}}
        rows: list[Row] = []
        start: dict[str, Any] = {} if after is None else {"ExclusiveStartKey": _address(Key(table, partition, after))}
        while True:
            bounded: dict[str, Any] = start | ({"Limit": limit - len(rows)} if limit else {})
            page = self._client.query(
                TableName=self._tables[table],
                KeyConditionExpression=condition,
                ExpressionAttributeValues=values,
                ConsistentRead=True,
                ScanIndexForward=not newest_first,
                **bounded,
            )
            rows += [plain_row(item) for item in page["Items"]]
            if "LastEvaluatedKey" not in page or (limit and len(rows) >= limit):
                return rows
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def sorts(self, table: Table, partition: str) -> list[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._tables[table],
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
            ProjectionExpression="sk",
            ConsistentRead=True,
        )
        return [item["sk"]["S"] for page in pages for item in page["Items"]]

    def transact(self, writes: Sequence[Write]) -> None:
        try:
            self._client.transact_write_items(TransactItems=[self._item(write) for write in writes])
        except self._client.exceptions.TransactionCanceledException as error:
            raise _refusal(error) from error
        except self._client.exceptions.TransactionInProgressException as error:
            raise WriteRefusedError from error

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        found: list[Due] = []
        for shard in range(DUE_SHARDS):
            page = self._client.query(
                TableName=self._tables[Table.STATE],
                IndexName="due",
                KeyConditionExpression="due_shard = :shard AND due_at <= :before",
                ExpressionAttributeValues={":shard": {"S": _shard(queue, shard)}, ":before": {"S": _moment(before)}},
                Limit=limit,
            )
            found += [
                Due(Key(Table.STATE, item["pk"]["S"], item["sk"]["S"]), datetime.fromisoformat(item["due_at"]["S"]))
                for item in page["Items"]
            ]
        return sorted(found, key=lambda due: due.due_at)[:limit]

    def _item(self, write: Write) -> Any:
        table = self._tables[write.key.table]
        match write:
            case Put() | Replace():
                request, forget_at = put_request(write, table), self._expiry(write.key)
                if forget_at is not None:
                    request["Put"]["Item"]["forget_at"] = typed(forget_at)
                return request
            case Check() | Absent():
                return {"ConditionCheck": {"TableName": table, "Key": _address(write.key), **_condition(write)}}
            case Remove():
                return {"Delete": {"TableName": table, "Key": _address(write.key), **_condition(write)}}


def _address(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key.partition}, "sk": {"S": key.sort}}


def _moment(moment: datetime) -> str:
    # One fixed width, so that text order is time order.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _item(write: Put | Replace) -> dict[str, Any]:
    item = _address(write.key) | {name: typed(value) for name, value in write.row.items()}
    if isinstance(write, Put) and write.due_at is not None:
        shard = sum(write.key.partition.encode()) % DUE_SHARDS
        item |= {"due_shard": {"S": _shard(write.queue, shard)}, "due_at": {"S": _moment(write.due_at)}}
    return item


def _shard(queue: Queue, number: int) -> str:
    return f"{queue}-{number}"


def _condition(write: Write) -> dict[str, Any]:
    match write:
        case Replace() | Remove(expect=None):
            return {}
        case Put(expect=None) | Absent():
            return {"ConditionExpression": "attribute_not_exists(pk)"}
        case Put(expect=expect) | Remove(expect=expect):
            return _equality(expect or {})
        case Check():
            return _equality(write.expect, "attribute_not_exists(pk) OR " if write.or_absent else "")


def _equality(expect: Row, alternative: str = "") -> dict[str, Any]:
    equal = " AND ".join(["attribute_exists(pk)", *(f"#e{index} = :e{index}" for index in range(len(expect)))])
    condition: dict[str, Any] = {"ConditionExpression": f"{alternative}({equal})"}
    if expect:
        condition["ExpressionAttributeNames"] = {f"#e{index}": name for index, name in enumerate(expect)}
        condition["ExpressionAttributeValues"] = {f":e{index}": typed(value) for index, value in enumerate(expect.values())}
    return condition


def put_request(write: Put | Replace, table: str) -> dict[str, Any]:
    """How `aws dynamodb transact-write-items` is told the same."""
    return {"Put": {"TableName": table, "Item": _item(write), **_condition(write)}}


def plain_row(item: Mapping[str, Any]) -> dict[str, Any]:
    """A row out of DynamoDB's typed form, without its address."""
    return {name: plain(value) for name, value in item.items() if name not in _ADDRESS}


def _refusal(error: "ClientError") -> WriteRefusedError:
    codes = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
    failed = tuple(position for position, code in enumerate(codes) if code == "ConditionalCheckFailed")
    if failed or any(code in _CONTENTION for code in codes):
        return WriteRefusedError(failed)
    raise error
