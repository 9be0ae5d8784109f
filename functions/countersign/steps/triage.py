"""triage: what the customer wants, how sure we are, and whether the text tries to steer us."""

from datetime import datetime

from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.triage import Assessment
from countersign.ports import Content, Put, Store, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.interactions import load_interaction
from countersign.record.rows import find, load, load_case, load_salt
from countersign.triage.assess import assess
from countersign.triage.model import IntentModel


def triage(ref: CaseRef, *, store: Store, content: Content, model: IntentModel, now: datetime) -> Assessment:
    """Assess the text once; a repeat gives the first assessment. Raises CaseNotFoundError."""
    key = keys.assessment(ref.tenant, ref.case_id)
    earlier = find(store, key, Assessment)
    if earlier is not None:
        return earlier
    case = load_case(store, ref)
    interaction = load_interaction(content, case, load_salt(store, ref))
    assessment = assess(model, f"{interaction.subject}\n{interaction.text}")
    try:
        audit.commit(store, ref.tenant, ref.case_id, _entry(assessment), [Put(key, assessment.to_json())], now=now)
    except WriteRefusedError:
        return load(store, key, Assessment)
    return assessment


def _entry(assessment: Assessment) -> AuditEntry:
    # The summary and the references stay out: they are the customer's words.
    shown = assessment.to_json()
    kept = ("intent", "known", "confidence_bp", "taint", "taint_signals", "language", "priority", "tags")
    return AuditEntry(type="case.triaged", actor="triage", body={name: shown[name] for name in kept})
