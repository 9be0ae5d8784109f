"""What an approver has to show, by what is at stake."""

from countersign.model.assurance import Assurance
from countersign.model.plan import ProposedAction
from countersign.policy.tables import Strength


def assurance(strength: Strength, action: ProposedAction, approvers: int) -> Assurance:
    """What a yes to this action takes, which so many people have to approve."""
    amount = action.money.amount_minor if action.money else 0
    link, lately, factor = strength.link, strength.sign_in, strength.second_factor
    return Assurance(
        link=approvers <= link.approvers and amount <= link.up_to_minor and action.effect in link.effects,
        sign_in_seconds=lately.within_seconds if lately and amount > lately.over_minor else None,
        second_factor=factor is not None and amount > factor.over_minor,
    )
