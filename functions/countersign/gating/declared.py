"""Whether an action says of itself what its connector is pinned to declare. Plan drew it up beside vendors' code; the pins stand apart."""

from countersign.model.plan import Money, ProposedAction
from countersign.pins import PinnedAction, Pins
from countersign.sdk.pointers import at


class NotAsPinnedError(Exception):
    """The action would be judged as something else than its connector declares; the message names the field."""


def require_as_pinned(action: ProposedAction, pins: Pins) -> None:
    """Raises NotAsPinnedError: for an action nobody approved, and for another effect, recipient or amount than is pinned."""
    pinned = pins.action(action.connector, action.name)
    if pinned is None:
        raise NotAsPinnedError("name")
    try:
        recipient, money = _recipient(pinned, action), _money(pinned, action)
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise NotAsPinnedError("arguments") from error
    told = {
        "effect": (action.effect, pinned.effect),
        "recipient": (action.recipient, recipient),
        "money": (action.money, money),
    }
    for field, (said, real) in told.items():
        if said != real:
            raise NotAsPinnedError(field)


def _recipient(pinned: PinnedAction, action: ProposedAction) -> str | None:
    return at(pinned.recipient_path, action.arguments) if pinned.recipient_path else None


def _money(pinned: PinnedAction, action: ProposedAction) -> Money | None:
    if not (pinned.amount_path and pinned.currency_path):
        return None
    return Money(amount_minor=at(pinned.amount_path, action.arguments), currency=at(pinned.currency_path, action.arguments))
