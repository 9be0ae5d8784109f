"""notify: the audit table's stream, and every minute for what was not taken."""

from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from countersign import clock
from countersign.adapters.audit_stream import new_event
from countersign.bootstrap import hub
from countersign.entry import step
from countersign.steps.notify import Teller, notify

metrics = Metrics()


@metrics.log_metrics
@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    pieces = Teller(
        hub().store, hub().directory, hub().notifiers, hub().courier, hub().settings.console_url, clock.new_secret, clock.draw_bp
    )
    # What else happened to the record is the seal's affair.
    events = [added for record in event.get("Records", []) if (added := new_event(record))]
    told = notify(pieces, events, now=clock.now())
    metrics.add_metric(name="DeadNotices", unit=MetricUnit.Count, value=told.dead)
    metrics.add_metric(name="FailedNotices", unit=MetricUnit.Count, value=told.failed)
    return told.to_json()
