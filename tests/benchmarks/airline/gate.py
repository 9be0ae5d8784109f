"""The airline's gate: its policies on the hub's engine, its rulings on the hub's ladder.

Roles and their routes are the hub's own tables: whoever answers for a role there answers for it here.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.airline.adapter import adapt
from tests.benchmarks.airline.facts import AirlineFacts, Part
from tests.benchmarks.airline.record import Proposal
from tests.benchmarks.airline.subjects import UndecidableError

from countersign.model.decision import Verdict
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.decide import Ruling
from countersign.policy.engine import Answer, ask
from countersign.policy.request import Mode
from countersign.policy.source import compile_folder

POLICIES = Path(__file__).parent / "policies"
CANDIDATES = Path(__file__).parent / "candidates"
HUB_POLICIES = Path(__file__).parents[3] / "policies"

# Facts that are words of a closed list, and the list's name in the schema.
_ENUMS = {"answer": "Answer", "amount": "Shown", "cabin": "Cabin", "flown": "Flown"}
_WEAKER: Mapping[Mode, Verdict] = {"draft": Verdict.DRAFT, "recommend": Verdict.RECOMMEND, "escalate": Verdict.ESCALATE}


def airline_bundle(*more: Path) -> Bundle:
    """The airline's policies and those of `more` folders, compiled and linted as the hub's are; raises PolicyBundleError."""
    with TemporaryDirectory() as folder:
        for source in (*HUB_POLICIES.glob("*.toml"), *POLICIES.iterdir(), *(file for one in more for file in one.iterdir())):
            shutil.copy(source, folder)
        return open_artefact(compile_folder(Path(folder)))


def rule(bundle: Bundle, proposal: Proposal) -> Ruling:
    """One proposal's ruling; what cannot be decided is refused."""
    try:
        facts = adapt(proposal)
    except UndecidableError as error:
        return Ruling.failed([str(error)])
    return climb_down(bundle, facts)


def climb_down(bundle: Bundle, facts: AirlineFacts) -> Ruling:
    """The ruling on facts, by the hub's ladder without votes: nobody has been asked yet."""
    act, *weaker = _ask(bundle, facts, [("act", {}), *((mode, {}) for mode in _WEAKER)])
    reasons = bundle.reasons(act.policies)
    if errors := [error for answer in (act, *weaker) for error in answer.errors]:
        return Ruling.failed(errors, reasons)
    if act.allowed:
        return Ruling(verdict=Verdict.ALLOW, reasons=reasons)
    needs = [need for policy in act.policies if (need := bundle.policies[policy].approval)]
    if len(needs) == len(act.policies) and _ask(bundle, facts, [("act", {need.role: need.count for need in needs})])[0].allowed:
        return Ruling(verdict=Verdict.REQUIRE_APPROVAL, needs=tuple(dict.fromkeys(needs)), reasons=reasons)
    permitted = (verdict for verdict, answer in zip(_WEAKER.values(), weaker, strict=True) if answer.allowed)
    return Ruling(verdict=next(permitted, Verdict.DENY), reasons=reasons)


def _ask(bundle: Bundle, facts: AirlineFacts, rungs: Sequence[tuple[Mode, Mapping[str, int]]]) -> list[Answer]:
    parts = {name: _cedar_record(part) for name, part in facts.parts.items()}
    requests = [
        {
            "principal": _entity("Agent", "airline"),
            "action": _entity("Action", facts.action),
            "resource": _entity("Case", "present"),
            "context": {**parts, "mode": _entity("Mode", mode), "approvals": {**dict.fromkeys(bundle.tables.approvals, 0), **approvals}},
        }
        for mode, approvals in rungs
    ]
    return ask(bundle.policy_set(facts.action), bundle.schema, bundle.actions, requests)


def _cedar_record(part: Part) -> dict[str, Any]:
    return {name: _entity(_ENUMS[name], value) if name in _ENUMS else value for name, value in part}


def _entity(kind: str, identifier: str) -> dict[str, str]:
    return {"type": kind, "id": identifier}
