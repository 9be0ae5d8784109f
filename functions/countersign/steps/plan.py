"""plan: propose typed actions with the exact request each would send. No credentials, no network: a proposal costs nothing."""

from datetime import datetime

from countersign.knowledge.select import select
from countersign.model.audit import AuditEntry
from countersign.model.case import Case, CaseRef
from countersign.model.facts import FactSheet
from countersign.model.plan import ActionPlan, ProposedAction
from countersign.model.triage import Assessment
from countersign.planning.playbook import Playbooks
from countersign.planning.propose import Proposer
from countersign.planning.situation import Situation
from countersign.ports import Catalogue, Content, Put, Store, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.interactions import load_interaction
from countersign.record.rows import find, load, load_case


def plan(ref: CaseRef, *, store: Store, content: Content, catalogue: Catalogue, playbooks: Playbooks, now: datetime) -> ActionPlan:
    """Propose once; a repeat gives the first plan.

    Raises CaseNotFoundError, and InvalidArgumentsError or UnknownPlaceholderError for a playbook that no connector can follow.
    """
    key = keys.plan(ref.tenant, ref.case_id)
    earlier = find(store, key, ActionPlan)
    if earlier is not None:
        return earlier
    case = load_case(store, ref)
    interaction = load_interaction(content, case)
    sheet = load(store, keys.fact_sheet(ref.tenant, ref.case_id), FactSheet)
    situation = Situation(
        case=case,
        assessment=load(store, keys.assessment(ref.tenant, ref.case_id), Assessment),
        sheet=sheet,
        passages=select(sheet.passages, f"{interaction.subject}\n{interaction.text}", now=now),
    )
    proposed, actions = Proposer(situation, playbooks, catalogue).propose()
    try:
        _keep(store, case, proposed, actions, now=now)
    except WriteRefusedError:
        return load(store, key, ActionPlan)
    return proposed


def _keep(store: Store, case: Case, proposed: ActionPlan, actions: list[ProposedAction], *, now: datetime) -> None:
    shown = [{"action": action.digest, "name": action.name, "effect": action.effect} for action in actions]
    entry = AuditEntry(type="plan.proposed", actor="plan", body={"playbook": proposed.playbook, "actions": shown})
    rows = [Put(keys.action(case.tenant, case.case_id, action.digest), action.to_json()) for action in actions]
    audit.commit(store, case.tenant, case.case_id, entry, [Put(keys.plan(case.tenant, case.case_id), proposed.to_json()), *rows], now=now)
