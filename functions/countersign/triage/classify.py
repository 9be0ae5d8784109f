"""What the customer wants, or that we do not know."""

from countersign.model.frozen import BasisPoints, Frozen
from countersign.triage.model import UNKNOWN, IntentModel
from countersign.triage.scoring import familiar_bp, probabilities

_ALTERNATIVES = 3
_WORTH_NAMING_BP = 100


class Classification(Frozen):
    """`intent` is `unknown` and `confidence_bp` 0 unless `known`; `alternatives` are the other guesses, best first."""

    intent: str
    confidence_bp: BasisPoints
    known: bool
    alternatives: tuple[tuple[str, BasisPoints], ...]


def classify(model: IntentModel, text: str) -> Classification:
    """Known means: a label other than `unknown`, at least as probable as the model's threshold, in words the model has met."""
    by_label = zip(model.card.labels, probabilities(model, text), strict=True)
    ranked = sorted(((label, int(probability * 10_000)) for label, probability in by_label), key=lambda guess: (-guess[1], guess[0]))
    intent, confidence_bp = ranked[0]
    known = (
        intent != UNKNOWN
        and confidence_bp >= model.card.certificate.threshold_bp
        and familiar_bp(model, text) >= model.card.min_familiar_bp
    )
    others = [guess for guess in ranked[known:] if guess[1] >= _WORTH_NAMING_BP]
    return Classification(
        intent=intent if known else UNKNOWN,
        confidence_bp=confidence_bp if known else 0,
        known=known,
        alternatives=tuple(others[:_ALTERNATIVES]),
    )
