"""One thing that lies with people, and what they have done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from countersign.errors import ActionAlteredError, CaseNotFoundError, RequestRefusedError
from countersign.model.case import Case, CaseRef
from countersign.model.decision import Decision
from countersign.model.handling import ExceptionRef, Handling, version_of
from countersign.model.outcome import WHOLE_CASE, Escalation
from countersign.ports import Store, Table
from countersign.record import audit, keys
from countersign.record.rows import find, load_action
from countersign.viewing.cases import summary
from countersign.viewing.exceptions import listed
from countersign.viewing.unknown_effects import ALTERED, effect_in_doubt


@dataclass(frozen=True)
class Held:
    """As it was read."""

    ref: ExceptionRef
    escalation: Escalation
    handling: Handling

    @property
    def version(self) -> str:
        return version_of(self.escalation, self.handling)

    @property
    def case(self) -> CaseRef | None:
        """None for what concerns the tenant as a whole."""
        return None if self.ref.case_id == audit.CONTROL else CaseRef(tenant=self.ref.tenant, case_id=self.ref.case_id)


def named_exception(store: Store, tenant: str, case_id: str, subject: str) -> Held:
    """Refused alike (404) for none, for another tenant's and for what is no name (I13)."""
    absent = RequestRefusedError(404, "There is no such exception.")
    try:
        ref = ExceptionRef(tenant=tenant, case_id=case_id, subject=subject)
    except ValidationError:
        raise absent from None
    escalation = find(store, keys.escalation(ref.tenant, ref.case_id, ref.subject), Escalation)
    if escalation is None:
        raise absent
    return Held(ref, escalation, find(store, keys.handling(ref.tenant, ref.case_id, ref.subject), Handling) or Handling())


def with_titles(store: Store, tenant: str, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries of a list, each with the title of the action that it is about; costs a read an entry."""
    return [{**one, "title": _title(store, tenant, str(one["case_id"]), str(one["subject"]))} for one in entries]


def exception(store: Store, tenant: str, case_id: str, subject: str) -> dict[str, Any]:
    """With all that a person needs who takes it; raises RequestRefusedError (404)."""
    held = named_exception(store, tenant, case_id, subject)
    escalation, handling = held.escalation.to_json(), held.handling.to_json()
    comments = store.query(Table.STATE, keys.case_partition(tenant, case_id), keys.comments(subject))
    decision = _decision(store, held.case, subject)
    return {
        **listed(escalation, handling["assignee"]),
        "version": held.version,
        "settled_at": escalation["settled_at"],
        "resolution": handling["resolution"],
        "comments": [dict(row) for row in comments],
        "case": _case(store, held.case),
        "action": _action(store, held.case, subject),
        "decision": decision.to_json() if decision else None,
        "effect": effect_in_doubt(store, held.case, subject) if held.case else None,
    }


def _case(store: Store, ref: CaseRef | None) -> dict[str, Any] | None:
    """None also for a workflow that was started for no case: it ends with people too."""
    case = find(store, keys.case(ref.tenant, ref.case_id), Case) if ref else None
    return summary(case) if case else None


def _decision(store: Store, ref: CaseRef | None, subject: str) -> Decision | None:
    return find(store, keys.decision(ref.tenant, ref.case_id, subject), Decision) if ref else None


def _title(store: Store, tenant: str, case_id: str, subject: str) -> str | None:
    if subject == WHOLE_CASE or case_id == audit.CONTROL:
        return None
    action = _action(store, CaseRef(tenant=tenant, case_id=case_id), subject)
    return action.get("title", "An action that was altered") if action else None


def _action(store: Store, ref: CaseRef | None, subject: str) -> dict[str, Any] | None:
    """One that was altered is told as such (I4)."""
    if ref is None or subject == WHOLE_CASE:
        return None
    try:
        return load_action(store, ref, subject).to_json()
    except ActionAlteredError:
        return {"state": ALTERED}
    except CaseNotFoundError:
        return None
