"""reconcile: every system's list against the ledger. Costs what lies in the window."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from countersign.ports import Catalogue, Store, Transport
from countersign.reconciliation.compare import Comparison
from countersign.reconciliation.ledger import Attempted, attempted
from countersign.reconciliation.listed import listed
from countersign.reconciliation.report import Report
from countersign.sdk.contract import Effect, Listed
from countersign.sdk.errors import NotListedError

# Two clocks differ by less.
SKEW = timedelta(minutes=5)
# An effect is listed there within the life of its warrant after it was first attempted here; a day more costs little.
REACH_BACK = timedelta(days=1)


@dataclass(frozen=True)
class Reconciler:
    """What it works with: stores and systems, to read."""

    store: Store
    catalogue: Catalogue
    transport: Transport


def reconcile(hub: Reconciler, tenant: str, *, since: datetime, now: datetime) -> Report:
    """Compare what was done from `since` up to `now`.

    Raises ReadUnavailableError, ReadRefusedError and SecretUnavailableError when a system cannot be asked: half a comparison is none.
    """
    # Systems tell whole seconds: what happened in the first one must not fall between two windows.
    since = since.replace(microsecond=0)
    there = {name: _there(hub, tenant, name, since - SKEW) for name in _writes(hub.catalogue)}
    here = _here(hub.store, tenant, since - REACH_BACK, now)
    comparisons = [
        Comparison(name, here.get(name, []), effects, since, now) for name, effects in sorted(there.items()) if effects is not None
    ]
    compared = {comparison.name for comparison in comparisons}
    return Report(
        since=since,
        until=now,
        agreed={comparison.name: comparison.agreed for comparison in comparisons},
        not_listed=tuple(sorted((there.keys() | here.keys()) - compared)),
        differences=tuple(difference for comparison in comparisons for difference in comparison.differences),
    )


def _writes(catalogue: Catalogue) -> list[str]:
    return [action.name for manifest in catalogue.manifests() for action in manifest.actions if action.effect is not Effect.READ]


def _there(hub: Reconciler, tenant: str, name: str, since: datetime) -> list[Listed] | None:
    """None where there is no list."""
    try:
        return listed(hub.catalogue, hub.transport, tenant, name, since)
    except NotListedError:
        return None


def _here(store: Store, tenant: str, since: datetime, until: datetime) -> dict[str, list[Attempted]]:
    by_name: dict[str, list[Attempted]] = defaultdict(list)
    for each in attempted(store, tenant, since, until):
        by_name[each.action.name].append(each)
    return by_name
