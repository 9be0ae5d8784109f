"""Inference in plain Python: a few milliseconds a text, nothing to import at a cold start.

The arithmetic is scikit-learn's: term weight (1 + ln count) * idf, each block of features scaled to length one,
softmax of the linear scores.
"""

import math
from collections import Counter
from collections.abc import Iterator

from countersign.triage.features import ANALYZERS, single_words
from countersign.triage.model import IntentModel


def probabilities(model: IntentModel, text: str) -> tuple[float, ...]:
    """Calibrated, in the order of the model's labels."""
    width = len(model.card.labels)
    scores = list(model.bias)
    unit = 2.0**-model.card.weight_shift
    for row, value in _term_weights(model, text):
        scaled = value * unit
        for label, weight in enumerate(model.weights[row * width : (row + 1) * width]):
            scores[label] += scaled * weight
    return _softmax(scores)


def familiar_bp(model: IntentModel, text: str) -> int:
    """Which share of the distinct words the model has met; 0 for a text without words."""
    met = [word in model.vocabularies[0] for word in set(single_words(text))]
    return 10_000 * sum(met) // len(met) if met else 0


def _term_weights(model: IntentModel, text: str) -> Iterator[tuple[int, float]]:
    for analyze, vocabulary in zip(ANALYZERS, model.vocabularies, strict=True):
        counts = Counter(feature for feature in analyze(text) if feature in vocabulary)
        terms = {row: (1.0 + math.log(count)) * model.idf[row] for row, count in ((vocabulary[name], n) for name, n in counts.items())}
        length = math.hypot(*terms.values()) or 1.0
        yield from ((row, value / length) for row, value in terms.items())


def _softmax(scores: list[float]) -> tuple[float, ...]:
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = math.fsum(powers)
    return tuple(power / total for power in powers)
