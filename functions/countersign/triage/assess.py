"""Triage of one text: everything a case needs to know of it, and nothing that could authorise."""

from countersign.model.triage import Assessment
from countersign.triage import cues, personal_data
from countersign.triage.classify import classify
from countersign.triage.language import language
from countersign.triage.model import IntentModel
from countersign.triage.references import references
from countersign.triage.summary import summary
from countersign.triage.taint import taint_level, taint_signals


def assess(model: IntentModel, text: str) -> Assessment:
    """Pure, in time linear in the text; of more than MAX_CHARS the rest is not read, and that is a taint."""
    classification = classify(model, text)
    signals = taint_signals(text)
    found = cues.tags(text)
    return Assessment(
        intent=classification.intent,
        known=classification.known,
        confidence_bp=classification.confidence_bp,
        alternatives=classification.alternatives,
        taint=taint_level(signals),
        taint_signals=signals,
        language=language(text),
        priority=cues.priority(found, classification.intent),
        tags=found,
        summary=summary(text),
        references=references(text),
        personal_data=personal_data.counts(text),
    )
