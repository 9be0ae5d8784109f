"""plan: propose typed actions with the exact request each would send. No credentials: a proposal costs nothing and does nothing.

The network is there for connectors that run elsewhere, and for nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from countersign.errors import TransientHubError
from countersign.knowledge.select import select
from countersign.model.amendment import Edit, Undo
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.effect import Attempt
from countersign.model.facts import FactSheet
from countersign.model.outcome import WHOLE_CASE
from countersign.model.plan import ActionPlan, ProposedAction
from countersign.model.triage import Assessment
from countersign.planning.amend import Amender
from countersign.planning.playbook import Playbooks
from countersign.planning.propose import Proposer
from countersign.planning.situation import Situation
from countersign.ports import Catalogue, Content, Key, Put, Store, Table, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.interactions import load_interaction
from countersign.record.rows import find, load, load_action, load_case, load_salt
from countersign.sdk.contract import Applied
from countersign.sdk.errors import ReadUnavailableError

ROUNDS = 5
_ASKED: Mapping[str, type[Undo] | type[Edit]] = {"UNDO#": Undo, "EDIT#": Edit}


def plan(ref: CaseRef, *, store: Store, content: Content, catalogue: Catalogue, playbooks: Playbooks, now: datetime) -> ActionPlan:
    """Propose once, and draw up what people have asked for since; a repeat gives the plan as it is.

    Raises CaseNotFoundError, InvalidArgumentsError or UnknownPlaceholderError for a playbook that no connector can follow, and
    TransientHubError when people kept asking for more, or a connector that runs elsewhere cannot be reached. One that answers outside the
    contract raises RemoteFailedError or NotAsApprovedError: a person sees to the case, and to the connector.
    """
    planner = _Planner(ref, store, content, catalogue, playbooks, now)
    for _ in range(ROUNDS):
        proposed = find(store, keys.plan(ref.tenant, ref.case_id), ActionPlan)
        try:
            if proposed is None:
                return planner.propose()
            asked = planner.next_asked()
            if asked is None:
                return proposed
            planner.amend(proposed, asked)
        except WriteRefusedError:
            continue
        except ReadUnavailableError as error:
            raise TransientHubError("a connector that runs elsewhere cannot be asked now") from error
    raise TransientHubError("people keep asking for more")


def left_to_hub(store: Store, ref: CaseRef, proposed: ActionPlan) -> list[str]:
    """The actions that no person has taken over, in order; of a case that lies with a person, only what people have asked for since.

    A case is started again when people ask for more of it, and what they had seen to by then is not decided anew.
    """
    with_people = {row["subject"] for row in store.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), "ESCALATION#")}
    left: list[str] = []
    for entry in proposed.actions:
        if entry.action not in with_people and (WHOLE_CASE not in with_people or entry.asked or entry.after in left):
            left.append(entry.action)
    return left


@dataclass(frozen=True)
class _Planner:
    ref: CaseRef
    store: Store
    content: Content
    catalogue: Catalogue
    playbooks: Playbooks
    now: datetime

    def propose(self) -> ActionPlan:
        """Raises WriteRefusedError when another run of the workflow has proposed meanwhile."""
        proposed, actions = self._proposer().propose()
        self._keep("plan.proposed", {"playbook": proposed.playbook}, [Put(self._key, proposed.to_json())], actions)
        return proposed

    def next_asked(self) -> Undo | Edit | None:
        """What somebody asked for and nobody has drawn up."""
        rows = [(noun, row) for prefix, noun in _ASKED.items() for row in self.store.query(Table.STATE, self._partition, prefix)]
        return next((noun.from_json(dict(row)) for noun, row in rows if row["drawn"] is None), None)

    def amend(self, proposed: ActionPlan, asked: Undo | Edit) -> None:
        """Raises WriteRefusedError when another run of the workflow has amended the plan meanwhile."""
        amender, about = Amender(self._proposer(), proposed), load_action(self.store, self.ref, asked.action)
        match asked:
            case Undo():
                amended, key, tie = amender.undo(about, self._receipt(asked.action), asked), keys.undo, "undoes"
            case Edit():
                dependents = {digest: load_action(self.store, self.ref, digest) for digest in proposed.dependents(asked.action)}
                amended, key, tie = amender.edit(about, asked, dependents), keys.edit, "supersedes"
        drawn = asked.model_copy(update={"drawn": amended.drawn})
        writes = [
            Put(self._key, amended.plan.to_json(), expect={"revision": proposed.revision}),
            Put(key(self.ref.tenant, self.ref.case_id, asked.action), drawn.to_json(), expect={"drawn": None}),
        ]
        body = {"revision": amended.plan.revision, "drawn": amended.drawn, tie: asked.action}
        self._keep("plan.revised", body, writes, amended.actions)

    def _receipt(self, action: str) -> Applied:
        attempt = load(self.store, keys.attempt(self.ref.tenant, self.ref.case_id, action), Attempt)
        return Applied(vendor_id=str(attempt.vendor_id), result=attempt.result)

    def _proposer(self) -> Proposer:
        case = load_case(self.store, self.ref)
        salt = load_salt(self.store, self.ref)
        interaction = load_interaction(self.content, case, salt)
        sheet = load(self.store, keys.fact_sheet(self.ref.tenant, self.ref.case_id), FactSheet)
        situation = Situation(
            case=case,
            salt=salt,
            assessment=load(self.store, keys.assessment(self.ref.tenant, self.ref.case_id), Assessment),
            sheet=sheet,
            passages=select(sheet.passages, f"{interaction.subject}\n{interaction.text}", now=self.now),
        )
        return Proposer(situation, self.playbooks, self.catalogue)

    @property
    def _partition(self) -> str:
        return keys.case_partition(self.ref.tenant, self.ref.case_id)

    @property
    def _key(self) -> Key:
        return keys.plan(self.ref.tenant, self.ref.case_id)

    def _keep(self, type_: str, body: dict[str, object], writes: list[Put], actions: list[ProposedAction]) -> None:
        shown = [{"action": action.digest, "name": action.name, "effect": action.effect} for action in actions]
        rows = [Put(keys.action(self.ref.tenant, self.ref.case_id, action.digest), action.to_json()) for action in actions]
        entry = AuditEntry(type=type_, actor="plan", body={**body, "actions": shown})
        audit.commit(self.store, self.ref.tenant, self.ref.case_id, entry, [*writes, *rows], now=self.now)
