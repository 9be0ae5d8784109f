"""What a model makes of texts it has not seen: the ground that calibration and certification stand on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold  # type: ignore[import-untyped]  # scikit-learn ships no types

from countersign.triage.features import single_words
from countersign.triage.fitting import Fitted, Floats, fit
from countersign.triage.labelled import MIN_TEXTS, Labelled
from countersign.triage.measuring import share_bp
from countersign.triage.risk_control import Judged

FOLDS = MIN_TEXTS
_TEMPERATURES_MILLI = range(50, 5_001, 10)

Tell = Callable[[str], None]
Integers = NDArray[np.intp]


@dataclass(frozen=True)
class HeldOut:
    """Each text as the model without its fold sees it: linear scores, the column of its own label, its share of familiar words."""

    labels: tuple[str, ...]
    scores: Floats
    truth: Integers
    familiar_bp: Integers

    def judged(self, temperature_milli: int) -> list[Judged]:
        """The most probable label of each text: how probable, and whether right."""
        calibrated = softmax(self.scores * (1_000 / temperature_milli))
        correct = calibrated.argmax(axis=1) == self.truth
        return [Judged(int(best * 10_000), bool(right)) for best, right in zip(calibrated.max(axis=1), correct, strict=True)]

    def guesses(self) -> list[str]:
        """The most probable label of each text."""
        return [self.labels[column] for column in self.scores.argmax(axis=1)]


def cross_validate(labelled: Labelled, *, seed: int, tell: Tell) -> HeldOut:
    """Stratified folds, shuffled by `seed`; `tell` hears what is going on."""
    labels = tuple(sorted(set(labelled.labels)))
    scores = np.zeros((len(labelled.texts), len(labels)))
    familiar = np.zeros(len(labelled.texts), dtype=np.intp)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(labelled.texts, labelled.labels)
    for number, (seen, unseen) in enumerate(folds, start=1):
        tell(f"cross-validation: fold {number} of {FOLDS}")
        fitted = fit([labelled.texts[i] for i in seen], [labelled.labels[i] for i in seen], seed=seed)
        texts = [labelled.texts[i] for i in unseen]
        scores[unseen] = fitted.scores(texts)
        familiar[unseen] = _familiar_bp(fitted, texts)
    return HeldOut(labels=labels, scores=scores, truth=np.searchsorted(labels, labelled.labels), familiar_bp=familiar)


def best_temperature_milli(held_out: HeldOut) -> int:
    """The temperature of least log loss, in thousandths on a fixed grid (Guo et al., arXiv 1706.04599)."""
    return min(_TEMPERATURES_MILLI, key=lambda milli: _log_loss(held_out, milli))


def softmax(scores: Floats) -> Floats:
    """Row by row."""
    powers: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    normalised: Floats = powers / powers.sum(axis=1, keepdims=True)
    return normalised


def _log_loss(held_out: HeldOut, temperature_milli: int) -> float:
    scaled = held_out.scores * (1_000 / temperature_milli)
    highest = scaled.max(axis=1)
    totals = highest + np.log(np.exp(scaled - highest[:, None]).sum(axis=1))
    return float((totals - scaled[np.arange(len(scaled)), held_out.truth]).mean())


def _familiar_bp(fitted: Fitted, texts: list[str]) -> list[int]:
    known = set(fitted.vocabularies[0])
    distinct = [set(single_words(text)) for text in texts]
    return [share_bp(len(words & known), len(words)) for words in distinct]
