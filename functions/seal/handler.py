"""seal: the audit table's stream, and a schedule for when nothing came."""

from typing import Any

from countersign import clock
from countersign.adapters.dynamodb import plain_row
from countersign.bootstrap import hub
from countersign.entry import log, step
from countersign.model.audit import AuditEvent
from countersign.steps.seal import Sealer, seal


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    pieces = Sealer(hub().store, hub().archive, hub().seal_signer)
    by_tenant = _added(event.get("Records", [])) or {hub().settings.require("tenant"): []}
    return {tenant: seal(pieces, tenant, events, now=clock.now()).checkpoint.number for tenant, events in by_tenant.items()}


def _added(records: list[dict[str, Any]]) -> dict[str, list[AuditEvent]]:
    """New audit events by tenant; any other change of the record is an incident."""
    by_tenant: dict[str, list[AuditEvent]] = {}
    for record in records:
        if record["eventName"] != "INSERT":
            log.critical("record changed", kind=record["eventName"], row=record["dynamodb"]["Keys"])
            continue
        event = AuditEvent.from_json(plain_row(record["dynamodb"]["NewImage"]))
        by_tenant.setdefault(event.tenant, []).append(event)
    return by_tenant
