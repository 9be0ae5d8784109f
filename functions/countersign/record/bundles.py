"""Which policies are in force, and what people are shown of them."""

from datetime import datetime

from countersign.model.frozen import Digest, Frozen, Moment
from countersign.policy.backtest import Backtest
from countersign.policy.summary import BundleSummary
from countersign.ports import Replace
from countersign.record import keys


class InForce(Frozen):
    """A bundle since `since`."""

    since: Moment
    bundle: BundleSummary


class Published(Frozen):
    """A report of `countersign policy backtest`, of when it was made."""

    at: Moment
    report: Backtest


def in_force(tenant: str, digest: Digest, summary: BundleSummary, now: datetime) -> list[Replace]:
    """The writes that put the bundle of `digest` in force. Gate compares the pointer alone."""
    return [
        Replace(keys.bundle_pointer(tenant), {"digest": digest}),
        Replace(keys.bundle_summary(tenant), InForce(since=now, bundle=summary).to_json()),
    ]


def published(tenant: str, report: Backtest, now: datetime) -> Replace:
    """The write that shows a report to people; it takes the place of the one before."""
    return Replace(keys.backtest(tenant), Published(at=now, report=report).to_json())
