"""Every check. Each module puts its own into the list when it is imported."""

from countersign.kit.check import CHECKS
from countersign.kit.checks import (
    declarations,
    effects,
    outcomes,
    packaging,
    purity,
    reading,
    repeats,
    requests,
    secrecy,
    undo,
    webhooks,
)

__all__ = [
    "CHECKS",
    "declarations",
    "effects",
    "outcomes",
    "packaging",
    "purity",
    "reading",
    "repeats",
    "requests",
    "secrecy",
    "undo",
    "webhooks",
]
