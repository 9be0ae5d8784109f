"""How far the cases exercise each policy."""

from collections import Counter
from typing import get_args

from countersign.model.frozen import Frozen
from countersign.policy.artefact import Artefact
from countersign.policy.bundle import Bundle, parse_policies
from countersign.policy.engine import ask
from countersign.policy.request import Mode, cedar_request
from countersign.policy.tooling.cases import CaseBook

_LADDER: tuple[Mode, ...] = get_args(Mode)


class Exercise(Frozen):
    """In how many cases a policy decides, matches at some rung, and could have matched but did not."""

    policy: str
    title: str
    decides: int
    matches: int
    spares: int
    conditional: bool

    @property
    def idle(self) -> bool:
        """No case shows what the policy does, or none where it ends."""
        return not (self.decides and self.matches and (self.spares or not self.conditional))


def coverage(artefact: Artefact, bundle: Bundle, book: CaseBook) -> list[Exercise]:
    """Every policy of the bundle, as the cases exercise it."""
    decides = Counter(name for case in book.cases for name in case.because)
    concerns: Counter[str] = Counter()
    matches: Counter[str] = Counter()
    # Were all policies permits, the engine would name exactly those that match.
    permits = {name: {**tree, "effect": "permit"} for name, tree in artefact.policies.items()}
    parsed = {action: parse_policies({name: permits[name] for name in shard}) for action, shard in artefact.shards.items()}
    for case in book.cases:
        facts = book.facts(case)
        concerns.update(artefact.shards[facts.action.name])
        requests = [cedar_request(facts, bundle.tables, mode, case.approvals if mode == "act" else {}) for mode in _LADDER]
        answers = ask(parsed[facts.action.name], bundle.schema, bundle.actions, requests)
        matches.update({name for answer in answers for name in answer.policies})
    return [
        Exercise(
            policy=name,
            title=bundle.policies[name].title,
            decides=decides[name],
            matches=matches[name],
            spares=concerns[name] - matches[name],
            conditional=bool(tree["conditions"]),
        )
        for name, tree in artefact.policies.items()
    ]
