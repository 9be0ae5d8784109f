"""Labelled texts from a CSV file."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MIN_TEXTS = 5
"""Of each label: with fewer, some fold of the cross-validation would have none to judge."""

_LABEL_COLUMNS = ("label", "category")


class CorpusError(ValueError):
    """The file cannot be learnt from; the message names the line and what to do."""


@dataclass(frozen=True)
class Labelled:
    """Texts and their labels, position by position, and the digest of the file they came from."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    sha256: str


def read_labelled(path: Path) -> Labelled:
    """The rows of `path`: UTF-8, a header with `text` and `label` (or `category`). Raises CorpusError."""
    content = path.read_bytes()
    reader = csv.DictReader(io.StringIO(_decoded(content), newline=""), strict=True, restkey="", restval=None)
    try:
        pairs = list(_rows(reader))
    except csv.Error as error:
        raise CorpusError(
            f"line {reader.line_num}: not valid CSV ({error}); put texts with quotes or line breaks in double quotes"
        ) from error
    if not pairs:
        raise CorpusError("no rows: the file needs a header and at least one text of each label")
    texts, labels = zip(*pairs, strict=True)
    return Labelled(texts=texts, labels=labels, sha256=hashlib.sha256(content).hexdigest())


def check_learnable(labelled: Labelled) -> None:
    """Raise CorpusError unless there are two labels with MIN_TEXTS texts each."""
    counts = Counter(labelled.labels)
    if len(counts) == 1:
        raise CorpusError(f"only one label, {labelled.labels[0]!r}: a classifier needs at least two")
    for label, count in sorted(counts.items()):
        if count < MIN_TEXTS:
            raise CorpusError(f"label {label!r} has {count} texts: add some, at least {MIN_TEXTS} are needed")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CorpusError(f"line {line}: not UTF-8; save the file as UTF-8") from error


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[str, str]]:
    column = _label_column(reader.fieldnames or ())
    for row in reader:
        text, label = row["text"], row[column]
        if None in row.values() or "" in row:
            raise CorpusError(f"line {reader.line_num}: not as many fields as the header has")
        if not text.strip() or not label.strip():
            raise CorpusError(f"line {reader.line_num}: text or {column} is empty")
        yield text, label.strip()


def _label_column(names: Sequence[str]) -> str:
    found = [name for name in _LABEL_COLUMNS if name in names]
    if "text" not in names or not found:
        raise CorpusError(f"line 1: needs the columns text and label (or category), has: {', '.join(names) or 'nothing'}")
    return found[0]
