"""Customer messages out of a CSV file: all of them good, or none is taken."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from countersign.local.operator_error import OperatorError
from countersign.viewing.escaping import escaped

# What the sandbox company's ticket form takes.
MAX_TEXT = 20_000
MAX_CUSTOMER = 100
_SHOWN_FAULTS = 5


@dataclass(frozen=True)
class Message:
    """`line` is where it begins in the file; `customer_id` is None when no column says who wrote it."""

    line: int
    text: str
    customer_id: str | None


def read_messages(file: Path, *, text_column: str, customer_column: str | None, limit: int | None) -> list[Message]:
    """The first `limit` rows of `file`, UTF-8 with a header; raises OperatorError naming the first bad lines, never their texts."""
    reader = csv.DictReader(io.StringIO(_decoded(file), newline=""), strict=True, restkey="", restval=None)
    try:
        _require_columns(file, reader.fieldnames or (), [text_column, *([customer_column] if customer_column else [])])
        rows = list(islice(_rows(reader, text_column, customer_column), limit))
    except csv.Error as error:
        raise OperatorError(
            f"{file}, line {reader.reader.line_num}: not valid CSV ({error}).", "Put texts with quotes or line breaks in double quotes."
        ) from error
    faults = [f"line {message.line}: {fault}" for message, fault in rows if fault]
    if faults:
        more = f"; and {len(faults) - _SHOWN_FAULTS} more" if len(faults) > _SHOWN_FAULTS else ""
        raise OperatorError(f"{file}: {'; '.join(faults[:_SHOWN_FAULTS])}{more}.", "Put these rows right; nothing was sent.")
    if not rows:
        raise OperatorError(f"{file} has a header but no rows.", "Add one row a message.")
    return [message for message, _ in rows]


def _decoded(file: Path) -> str:
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise OperatorError(f"{file}, line {line}: not UTF-8.", "Save the file as UTF-8.") from error


def _require_columns(file: Path, names: Sequence[str], needed: Sequence[str]) -> None:
    if not names:
        raise OperatorError(f"{file} is empty.", "It needs a header and one row a message.")
    for name in needed:
        if name not in names:
            there = escaped(", ".join(names))
            raise OperatorError(f"{file} has no column {name!r}; it has: {there}.", "Name one with --text-column or --customer-column.")


def _rows(reader: "csv.DictReader[str]", text_column: str, customer_column: str | None) -> Iterator[tuple[Message, str | None]]:
    """Each message with what is wrong with it."""
    line = reader.line_num + 1
    for row in reader:
        text, customer = row[text_column], row[customer_column] if customer_column else None
        ragged = None in row.values() or "" in row
        fault = "not as many fields as the header has" if ragged else _fault(text, customer)
        yield Message(line=line, text=text, customer_id=customer), fault
        line = reader.line_num + 1


def _fault(text: str, customer: str | None) -> str | None:
    if not text.strip():
        return "the text is empty"
    if len(text) > MAX_TEXT:
        return f"the text has {len(text)} characters, {MAX_TEXT} are taken"
    if "\0" in text:
        return "the text holds a NUL character"
    if customer is not None and not 0 < len(customer.strip()) <= MAX_CUSTOMER:
        return f"the customer is empty or longer than {MAX_CUSTOMER} characters"
    return None
