"""Training, with scikit-learn (the `train` extra). Never imported where a customer's message is handled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]  # scikit-learn ships no types
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # scikit-learn ships no types
from sklearn.pipeline import FeatureUnion  # type: ignore[import-untyped]  # scikit-learn ships no types

from countersign.triage.features import ANALYZERS

Floats = NDArray[np.float64]

_SMALL_CORPUS = 2_000
_INVERSE_REGULARISATION = 10.0


@dataclass(frozen=True)
class Fitted:
    """A vectorizer and a classifier that belong together."""

    vectorizer: Any
    classifier: Any

    @property
    def labels(self) -> tuple[str, ...]:
        """Sorted."""
        return tuple(str(label) for label in self.classifier.classes_)

    @property
    def vocabularies(self) -> tuple[list[str], ...]:
        """The features of each block in the order of their rows."""
        return tuple(block.get_feature_names_out().tolist() for _, block in self.vectorizer.transformer_list)

    @property
    def idf(self) -> Floats:
        """One number a row, all blocks after each other."""
        blocks: list[Floats] = [block.idf_ for _, block in self.vectorizer.transformer_list]
        return np.concatenate(blocks)

    @property
    def weights(self) -> Floats:
        """A row for each feature, a column for each of `labels`."""
        return _both(self.classifier.coef_.T)

    @property
    def bias(self) -> Floats:
        """One number for each of `labels`."""
        return _both(self.classifier.intercept_[None, :]).ravel()

    def scores(self, texts: Sequence[str]) -> Floats:
        """Linear scores before temperature: a row for each text, a column for each of `labels`."""
        scores: Floats = self.vectorizer.transform(texts) @ self.weights + self.bias
        return scores


def fit(texts: Sequence[str], labels: Sequence[str], *, seed: int) -> Fitted:
    """One model on all of `texts`."""
    # In a small corpus a word that stands once still tells; in a large one such words are most of the file and tell nothing.
    min_df = 1 if len(texts) < _SMALL_CORPUS else 2
    blocks = [(analyze.__name__, TfidfVectorizer(analyzer=analyze, sublinear_tf=True, min_df=min_df)) for analyze in ANALYZERS]
    vectorizer = FeatureUnion(blocks)
    classifier = LogisticRegression(C=_INVERSE_REGULARISATION, tol=1e-3, max_iter=1_000, random_state=seed)
    classifier.fit(vectorizer.fit_transform(texts), np.asarray(labels))
    return Fitted(vectorizer, classifier)


def _both(columns: Floats) -> Floats:
    # With two labels scikit-learn keeps one column, the log odds of the second; halves of it give the same softmax.
    return np.hstack([-columns / 2, columns / 2]) if columns.shape[1] == 1 else columns
