"""The trained intent model as it is used at run time: no numpy, no scikit-learn."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from countersign.model.frozen import BasisPoints, Digest, Frozen

UNKNOWN = "unknown"
"""The intent that says: I do not know. A corpus may hold examples of it."""

Count = Annotated[int, Field(ge=0)]


class Certificate(Frozen):
    """Where the threshold comes from.

    `certified`: among accepted texts like those of the corpus at most alpha are wrong, with confidence 1 - delta. If not, the
    threshold is a fixed cautious one and promises nothing.
    """

    certified: bool
    threshold_bp: BasisPoints
    alpha_bp: BasisPoints
    delta_bp: BasisPoints
    accepted: Count
    errors: Count


class Measured(Frozen):
    """Cross-validated: every text was judged by a model that had not seen it. `accuracy_bp` counts `unknown` as one of the labels."""

    texts: Count
    folds: Count
    accuracy_bp: BasisPoints
    calibration_error_bp: BasisPoints


class ModelCard(Frozen):
    """Everything about a model but its numbers. A stored weight is worth `weight * 2**-weight_shift`."""

    format: Literal[1]
    labels: tuple[str, ...]
    block_sizes: tuple[Count, ...]
    weight_shift: int
    temperature_milli: Count
    min_familiar_bp: BasisPoints
    certificate: Certificate
    measured: Measured
    seed: int
    corpus_sha256: Digest


@dataclass(frozen=True)
class IntentModel:
    """A linear model over TF-IDF features, the temperature already divided in.

    `vocabularies` has one mapping from feature to row for each analyzer, `weights` holds len(labels) int16 a row.
    """

    card: ModelCard
    vocabularies: tuple[Mapping[str, int], ...]
    idf: "array[float]"
    weights: "array[int]"
    bias: "array[float]"
