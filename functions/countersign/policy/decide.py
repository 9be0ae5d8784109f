"""One ruling from one set of facts, by climbing down the ladder act, draft, recommend, escalate.

Every rung is a decision of the policies themselves; Python only asks and names the answer. It asks from the top and stops at the first
yes: what a weaker rung would say changes nothing then, and each question costs as much as the whole rest of a decision.
"""

from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import Field

from countersign.model.decision import Need, Reason, Verdict
from countersign.model.frozen import Frozen
from countersign.policy.bundle import Bundle
from countersign.policy.engine import Answer, ask
from countersign.policy.facts import DecisionFacts
from countersign.policy.request import Mode, cedar_request

# Weaker rungs, best first, and the verdict when the rung is the highest one permitted.
_WEAKER: tuple[tuple[Mode, Verdict], ...] = (
    ("draft", Verdict.DRAFT),
    ("recommend", Verdict.RECOMMEND),
    ("escalate", Verdict.ESCALATE),
)
# Enough of an error to find its cause; engine errors may repeat a whole request.
_ERROR_LENGTH = 300


class Ruling(Frozen):
    """The verdict, what it still needs, and every policy that determined it.

    `needs` are totals, not remainders: two risk approvers of whom one has voted are still `count=2`. `rungs` says for each rung asked
    whether the policies permit it; it is empty when deciding failed. With `errors` the verdict is DENY and a person must look (I15).
    """

    verdict: Verdict
    needs: tuple[Need, ...] = ()
    reasons: tuple[Reason, ...] = ()
    errors: tuple[str, ...] = ()
    rungs: dict[Mode, bool] = Field(default_factory=dict)

    @classmethod
    def failed(cls, errors: Iterable[str], reasons: tuple[Reason, ...] = ()) -> Self:
        """The ruling when deciding itself went wrong: DENY."""
        return cls(verdict=Verdict.DENY, reasons=reasons, errors=tuple(error[:_ERROR_LENGTH] for error in dict.fromkeys(errors)))


def decide(bundle: Bundle, facts: DecisionFacts, approvals: Mapping[str, int]) -> Ruling:
    """Rule on one action; never raises.

    `approvals` counts, per role, different people whose verified votes are bound to exactly this action. Roles left out count 0.
    """
    try:
        return _climb_down(bundle, facts, approvals)
    except Exception as error:  # noqa: BLE001  whatever went wrong, the answer of a gate is no (I15)
        return Ruling.failed([f"{type(error).__name__}: {error}"])


def every_rung(bundle: Bundle, facts: DecisionFacts, approvals: Mapping[str, int]) -> dict[Mode, Answer]:
    """What the policies say to each rung by itself, also to those that `decide` need not ask; for explanations and proofs."""
    asked: list[tuple[Mode, Mapping[str, int]]] = [("act", approvals), *((mode, {}) for mode, _ in _WEAKER)]
    return {mode: _ask(bundle, facts, mode, counted) for mode, counted in asked}


def _climb_down(bundle: Bundle, facts: DecisionFacts, approvals: Mapping[str, int]) -> Ruling:
    act = _ask(bundle, facts, "act", approvals)
    reasons = bundle.reasons(act.policies)
    if act.errors:
        return Ruling.failed(act.errors, reasons)
    if act.allowed:
        return Ruling(verdict=Verdict.ALLOW, reasons=reasons, rungs={"act": True})
    needs = _missing_approvals(bundle, act)
    if needs:
        granted = {**approvals, **{need.role: need.count for need in needs}}
        hypothesis = _ask(bundle, facts, "act", granted)
        if hypothesis.errors:
            return Ruling.failed(hypothesis.errors, reasons)
        if hypothesis.allowed:
            return Ruling(verdict=Verdict.REQUIRE_APPROVAL, needs=needs, reasons=reasons, rungs={"act": False})
    return _strongest_left(bundle, facts, reasons)


def _strongest_left(bundle: Bundle, facts: DecisionFacts, reasons: tuple[Reason, ...]) -> Ruling:
    """The best rung below acting. Votes count for acting only: nobody's yes may turn an escalation into a draft."""
    rungs: dict[Mode, bool] = {"act": False}
    for mode, verdict in _WEAKER:
        answer = _ask(bundle, facts, mode, {})
        if answer.errors:
            return Ruling.failed(answer.errors, reasons)
        rungs[mode] = answer.allowed
        if answer.allowed:
            return Ruling(verdict=verdict, reasons=reasons, rungs=rungs)
    return Ruling(verdict=Verdict.DENY, reasons=reasons, rungs=rungs)


def _ask(bundle: Bundle, facts: DecisionFacts, mode: Mode, approvals: Mapping[str, int]) -> Answer:
    request = cedar_request(facts, bundle.tables, mode, approvals)
    (answer,) = ask(bundle.policy_set(facts.action.name), bundle.schema, bundle.actions, [request])
    return answer


def _missing_approvals(bundle: Bundle, act: Answer) -> tuple[Need, ...]:
    """What people could say yes to; nothing when any policy stands in the way that no approval lifts."""
    approvals = [bundle.policies[policy].approval for policy in act.policies]
    needs: dict[str, Need] = {}
    for need in approvals:
        if need is None:
            return ()
        needs[need.role] = _stricter(need, needs.get(need.role, need))
    return tuple(needs[role] for role in sorted(needs))


def _stricter(one: Need, other: Need) -> Need:
    within = min(one.within_seconds, other.within_seconds)
    return Need(role=one.role, count=max(one.count, other.count), within_seconds=within)
