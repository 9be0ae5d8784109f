"""seal: the audit table's stream, and a schedule for when nothing came."""

from typing import Any

from countersign import clock
from countersign.adapters.audit_stream import new_event, place
from countersign.bootstrap import hub
from countersign.entry import log, step
from countersign.model.audit import AuditEvent
from countersign.steps.seal import Sealer, report_change, seal


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    pieces = Sealer(hub().blind_store, hub().archive, hub().seal_signer, hub().seal_public_key)
    by_tenant = _added(event.get("Records", [])) or {hub().settings.require("tenant"): []}
    return {tenant: seal(pieces, tenant, events, now=clock.now()).number for tenant, events in by_tenant.items()}


def _added(records: list[dict[str, Any]]) -> dict[str, list[AuditEvent]]:
    """New audit events by tenant; any other row, and any other change of the record, is an incident."""
    by_tenant: dict[str, list[AuditEvent]] = {}
    for record in records:
        event = new_event(record)
        if event:
            by_tenant.setdefault(event.tenant, []).append(event)
        else:
            _report(record["eventName"], *place(record))
    return by_tenant


def _report(kind: str, partition: str, sort: str) -> None:
    """In the log, which raises the alarm, and on the record, which is sealed: whoever changes rows reaches only one of the two."""
    row = f"{partition} {sort}"
    log.critical("record changed", kind=kind, row=row)
    # On our own tenant's chain: what a strange row says of its tenant decides nothing.
    report_change(hub().blind_store, hub().settings.require("tenant"), kind, row, now=clock.now())
