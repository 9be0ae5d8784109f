"""Where recorded decisions come from: a file of JSON lines, or the audit table of a running stack."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from countersign.adapters.dynamodb import plain_row
from countersign.local.operator_error import OperatorError
from countersign.local.session import Stack
from countersign.local.stores import store_of
from countersign.policy.backtest import RecordedDecision
from countersign.viewing.recorded_decisions import recorded_decision

_TYPE = "decision.made"


def rows_of(stack: Stack, table: str, condition: str, names: dict[str, str], values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every row of a table that fits a condition: a scan, for an operator's report and never for a function."""
    pages = stack.client("dynamodb").get_paginator("scan")
    placed = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": values}
    for page in pages.paginate(TableName=stack.resource(table), FilterExpression=condition, **placed):
        yield from map(plain_row, page["Items"])


def decisions_on_record(stack: Stack) -> list[RecordedDecision]:
    """All decisions of the audit table, in order of time."""
    rows = rows_of(stack, "AuditTable", "#type = :type", {"#type": "type"}, {":type": {"S": _TYPE}})
    store = store_of(stack)
    made = [recorded_decision(store, row) for row in rows]
    return sorted(made, key=lambda decision: (str(decision.at), decision.action))


def decisions_in(file: Path) -> list[RecordedDecision]:
    """One decision a line; raises OperatorError naming the line that is none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_decision(line, f"{file}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def _decision(line: str, place: str) -> RecordedDecision:
    try:
        return RecordedDecision.from_json(json.loads(line))
    except (ValueError, ValidationError) as error:
        raise OperatorError(f"{place}: not a recorded decision", "Write the file with: countersign policy record > FILE") from error
