"""Lists for terminals and for `grep` alike: one line an entry, however wide, nothing cut off."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from countersign.viewing.escaping import escaped


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Text:
    """Columns as wide as their widest cell; print it with `soft_wrap=True`."""
    shown = [header, *([escaped(cell) for cell in row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
    return Text.assemble((lines[0], "bold"), *(f"\n{line}" for line in lines[1:]))


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - cell_len(cell))
