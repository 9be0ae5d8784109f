"""Countersign connector for Stripe: payments and refunds."""

from collections.abc import Sequence

from countersign.sdk import Connector, hookimpl
from countersign_stripe.connector import Stripe


@hookimpl
def countersign_connectors() -> Sequence[Connector]:
    return [Stripe()]
