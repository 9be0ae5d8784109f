"""`countersign audit seal`."""

import json
from pathlib import Path
from typing import Any

import click

from countersign.adapters.attribute_values import typed
from countersign.cli.examples import examples
from countersign.cli.hub_api import stack_of
from countersign.cli.record_reading import StackArchive, all_rows, seal_key_of
from countersign.cli.stack import state_option
from countersign.cli.tenant import tenant_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.local.session import Stack
from countersign.proof.seal_log import read_log
from countersign.proof.verification import StoredEvent, unsealed
from countersign.record import keys

# A call of a function takes 6 MB, an event has about half a kilobyte.
_AT_ONCE = 1_000


@click.command(epilog=examples("countersign audit seal"))
@tenant_option
@state_option
@json_option
def seal(*, tenant: str, state: Path | None, as_json: bool) -> None:
    """Seal now what no seal vouches for, for when the stream did not bring it: it forgets after 24 hours.

    Only events of whole chains are sealed; the seal's time tells how late it came.
    """
    count = seal_rest(stack_of(state), tenant)
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"sealed": count})
    else:
        terminal.results.print(f"{count:,} events were sealed." if count else "Nothing waits for a seal.")


def seal_rest(stack: Stack, tenant: str) -> int:
    """How many events were given to the seal function; raises OperatorError."""
    log = read_log(StackArchive(stack, tenant), tenant, seal_key_of(stack))
    if log.fault is not None:
        raise OperatorError(
            f"The log of seals is broken at seal {log.fault.number}: nothing may be added to it.", "countersign audit verify"
        )
    waiting = [_as_streamed(tenant, case_id, row) for case_id, row in unsealed(all_rows(stack, tenant), log)]
    for first in range(0, len(waiting), _AT_ONCE):
        payload = json.dumps({"Records": waiting[first : first + _AT_ONCE]})
        answer = stack.client("lambda").invoke(FunctionName=stack.outputs["SealFunctionName"], Payload=payload)
        if "FunctionError" in answer:
            raise OperatorError("The seal function failed.", "Read its log; then try again.")
    return len(waiting)


def _as_streamed(tenant: str, case_id: str, row: StoredEvent) -> dict[str, Any]:
    """The row as the table's stream would have brought it."""
    address = {"pk": {"S": keys.case_partition(tenant, case_id)}, "sk": {"S": row.sort}}
    image: dict[str, Any] = typed(json.loads(row.line))["M"]
    return {"eventName": "INSERT", "dynamodb": {"Keys": address, "NewImage": image}}
