"""A model as one file: a line of JSON, then the features, then raw little-endian numbers. The same training gives the same bytes."""

import hashlib
import json
import sys
from array import array
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import TypeVar

from pydantic import ValidationError

from countersign.model.frozen import Digest, Frozen
from countersign.triage.model import IntentModel, ModelCard

FILE_NAME = "intents.model"

Number = TypeVar("Number", int, float)


class ModelFileError(ValueError):
    """The file is no intact model; the message says what is wrong."""


class _Header(Frozen):
    card: ModelCard
    feature_bytes: int
    body_sha256: Digest


def dump(model: IntentModel) -> bytes:
    """The file's bytes."""
    names = [name for vocabulary in model.vocabularies for name in vocabulary]
    features = "\n".join(names).encode()
    body = features + _little_endian(model.idf) + _little_endian(model.bias) + _little_endian(model.weights)
    header = _Header(card=model.card, feature_bytes=len(features), body_sha256=hashlib.sha256(body).hexdigest())
    return json.dumps(header.to_json(), sort_keys=True, separators=(",", ":")).encode() + b"\n" + body


def load(content: bytes) -> IntentModel:
    """The model in `content`; raises ModelFileError when it is cut, altered or of another format."""
    line, _, body = content.partition(b"\n")
    try:
        header = _Header.model_validate_json(line)
    except ValidationError as error:
        raise ModelFileError("not a countersign model of format 1: train it again with `countersign triage train`") from error
    if hashlib.sha256(body).hexdigest() != header.body_sha256:
        raise ModelFileError("the model is damaged: its content does not have the digest in its header")
    return _assemble(header.card, body[: header.feature_bytes].decode(), memoryview(body)[header.feature_bytes :])


@cache
def embedded() -> IntentModel:
    """The model that is shipped with the package."""
    return load(files("countersign.triage").joinpath("model", FILE_NAME).read_bytes())


def _assemble(card: ModelCard, features: str, numbers: memoryview) -> IntentModel:
    names = features.split("\n")
    bounds = tuple(accumulate(card.block_sizes, initial=0))
    rows, width = bounds[-1], len(card.labels)
    idf_end, bias_end = 4 * rows, 4 * (rows + width)
    return IntentModel(
        card=card,
        vocabularies=tuple(dict(zip(names[start:end], range(start, end), strict=True)) for start, end in pairwise(bounds)),
        idf=_numbers(array("f"), numbers[:idf_end]),
        bias=_numbers(array("f"), numbers[idf_end:bias_end]),
        weights=_numbers(array("h"), numbers[bias_end:]),
    )


def _little_endian(numbers: "array[Number]") -> bytes:
    ordered = numbers[:]
    if sys.byteorder == "big":
        ordered.byteswap()
    return ordered.tobytes()


def _numbers(empty: "array[Number]", content: memoryview) -> "array[Number]":
    empty.frombytes(content)
    if sys.byteorder == "big":
        empty.byteswap()
    return empty
