"""From labelled texts to a model: cross-validate, calibrate, certify, fit on everything, export. Same texts and seed, same model."""

import math
from array import array

import numpy as np

from countersign.triage.cross_validation import FOLDS, HeldOut, Tell, best_temperature_milli, cross_validate
from countersign.triage.fitting import Fitted, Floats, fit
from countersign.triage.labelled import Labelled
from countersign.triage.measuring import calibration_error_bp, share_bp
from countersign.triage.model import UNKNOWN, Certificate, IntentModel, Measured, ModelCard
from countersign.triage.risk_control import certify

ALPHA_BP = 500
DELTA_BP = 500

_INT16_MAX = 32_767
# One text in a hundred of those we ought to know may be refused for its words.
_REFUSED_SHARE = 0.01


def train(labelled: Labelled, *, seed: int, tell: Tell) -> IntentModel:
    """Train on texts that `check_learnable` has passed; `tell` hears what is going on."""
    held_out = cross_validate(labelled, seed=seed, tell=tell)
    temperature_milli = best_temperature_milli(held_out)
    tell("fitting on all texts")
    fitted = fit(labelled.texts, labelled.labels, seed=seed)
    weights, shift = _quantised(fitted.weights / (temperature_milli / 1_000))
    min_familiar_bp = _min_familiar_bp(held_out)
    card = ModelCard(
        format=1,
        labels=fitted.labels,
        block_sizes=tuple(len(vocabulary) for vocabulary in fitted.vocabularies),
        weight_shift=shift,
        temperature_milli=temperature_milli,
        min_familiar_bp=min_familiar_bp,
        certificate=_certificate(held_out, temperature_milli, min_familiar_bp),
        measured=_measured(held_out, temperature_milli),
        seed=seed,
        corpus_sha256=labelled.sha256,
    )
    return _assembled(card, fitted, weights)


def _assembled(card: ModelCard, fitted: Fitted, weights: "array[int]") -> IntentModel:
    first_row = 0
    vocabularies = []
    for names in fitted.vocabularies:
        vocabularies.append({name: row for row, name in enumerate(names, start=first_row)})
        first_row += len(names)
    bias = fitted.bias / (card.temperature_milli / 1_000)
    return IntentModel(card, tuple(vocabularies), idf=array("f", fitted.idf.tolist()), weights=weights, bias=array("f", bias.tolist()))


def _quantised(weights: Floats) -> "tuple[array[int], int]":
    # A power of two as the unit keeps the file free of a float and costs at most one of 15 bits.
    shift = math.floor(math.log2(_INT16_MAX / float(np.abs(weights).max())))
    return array("h", np.rint(weights * 2.0**shift).astype(int).ravel().tolist()), shift


def _min_familiar_bp(held_out: HeldOut) -> int:
    ours = np.array([held_out.labels[column] != UNKNOWN for column in held_out.truth])
    return int(np.quantile(held_out.familiar_bp[ours], _REFUSED_SHARE, method="lower"))


def _certificate(held_out: HeldOut, temperature_milli: int, min_familiar_bp: int) -> Certificate:
    rows = zip(held_out.judged(temperature_milli), held_out.guesses(), held_out.familiar_bp, strict=True)
    acceptable = [judged for judged, guess, familiar_bp in rows if guess != UNKNOWN and familiar_bp >= min_familiar_bp]
    return certify(acceptable, alpha_bp=ALPHA_BP, delta_bp=DELTA_BP)


def _measured(held_out: HeldOut, temperature_milli: int) -> Measured:
    judged = held_out.judged(temperature_milli)
    return Measured(
        texts=len(judged),
        folds=FOLDS,
        accuracy_bp=share_bp(sum(one.correct for one in judged), len(judged)),
        calibration_error_bp=calibration_error_bp(judged),
    )
