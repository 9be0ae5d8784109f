"""Which policies are in force, what a bundle on trial would have decided otherwise, and the latest backtest."""

from typing import Any

from countersign.ports import Store
from countersign.record import indexes, keys
from countersign.record.paging import FIRST, Page, Wanted, page
from countersign.viewing.cases import beginning_of


def policies(store: Store, tenant: str) -> dict[str, Any]:
    """`bundle` is None where nobody has told what is in the bundle of `digest`; `digest` is None where none is in force."""
    pointer, told = store.get(keys.bundle_pointer(tenant)), store.get(keys.bundle_summary(tenant))
    known = pointer is not None and told is not None and told["bundle"]["digest"] == pointer["digest"]
    report = store.get(keys.backtest(tenant))
    return {
        "digest": pointer["digest"] if pointer else None,
        "since": told["since"] if known and told else None,
        "bundle": told["bundle"] if known and told else None,
        "backtest": dict(report) if report else None,
    }


def differences(store: Store, tenant: str, day: str, wanted: Wanted = FIRST) -> Page:
    """Decisions of one day (`YYYY-MM-DD`, UTC) that the bundle on trial would have made otherwise, the newest first."""
    return page(store, indexes.differences_of_day(tenant, beginning_of(day)), wanted)
