"""sweep: every minute."""

from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import step
from countersign.steps.sweep import Sweeper, sweep

metrics = Metrics()


@metrics.log_metrics
@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    swept = sweep(Sweeper(hub().blind_store, hub().tokens, hub().workflows), now=clock.now())
    metrics.add_metric(name="StuckCases", unit=MetricUnit.Count, value=swept.cases_stuck + swept.attempts_unknown)
    metrics.add_metric(name="OldestDueSeconds", unit=MetricUnit.Seconds, value=swept.oldest_seconds)
    metrics.add_metric(name="HastyAnswers", unit=MetricUnit.Count, value=swept.hasty_answers)
    return swept.to_json()
