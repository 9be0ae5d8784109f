"""Why facts get the verdict they get, rung by rung, and what would unlock the action."""

from collections.abc import Mapping

from countersign.model.decision import Need, Reason, Verdict
from countersign.model.frozen import Frozen
from countersign.policy.bundle import Bundle
from countersign.policy.decide import decide, every_rung
from countersign.policy.facts import DecisionFacts
from countersign.policy.request import Mode


class Rung(Frozen):
    """`policies` are those that permit the rung or those that block it; none when nothing permits it."""

    rung: Mode
    permitted: bool
    policies: tuple[Reason, ...]


class Explanation(Frozen):
    """A ruling taken apart. `unlock` are the approvals that lead to ALLOW; `lasting` the policies in the way that no approval lifts."""

    action: str
    verdict: Verdict
    errors: tuple[str, ...]
    rungs: tuple[Rung, ...]
    unlock: tuple[Need, ...]
    lasting: tuple[Reason, ...]


def explain(bundle: Bundle, facts: DecisionFacts, approvals: Mapping[str, int]) -> Explanation:
    """Take one ruling apart; like `decide` it never raises for what the facts say, but names the errors, and then no rungs."""
    ruling = decide(bundle, facts, approvals)
    answers = {} if ruling.errors else every_rung(bundle, facts, approvals)
    rungs = tuple(Rung(rung=mode, permitted=answer.allowed, policies=bundle.reasons(answer.policies)) for mode, answer in answers.items())
    blocking = rungs[0].policies if rungs and not rungs[0].permitted else ()
    return Explanation(
        action=facts.action.name,
        verdict=ruling.verdict,
        errors=ruling.errors,
        rungs=rungs,
        unlock=ruling.needs,
        lasting=tuple(reason for reason in blocking if bundle.policies[reason.policy].approval is None),
    )
