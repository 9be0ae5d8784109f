"""Inputs near those that are known to be nasty: kept ones, and what a few changes make of them."""

import json
from pathlib import Path

from hypothesis import strategies as st

CORPUS = Path(__file__).parent / "corpus"
KEPT: tuple[bytes, ...] = tuple(
    text.encode(errors="surrogatepass") for text in json.loads((CORPUS / "texts.json").read_text(encoding="utf-8"))
)
TOKENS = (
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"0",
    b"-",
    b"1e9",
    b".5",
    b"\\ud800",
    b"\\u0000",
    b"\xff",
    b"\x00",
    b"e\xcc\x81",
)


@st.composite
def nasty_bytes(draw: st.DrawFn) -> bytes:
    """A kept input with up to four slices of it left out, doubled, or made way for something else."""
    raw = draw(st.sampled_from(KEPT))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, min(len(raw), start + 12)))
        middle = draw(st.sampled_from((b"", raw[start:end] * 2, *TOKENS)) | st.binary(max_size=4))
        raw = raw[:start] + middle + raw[end:]
    return raw


# Header values as a gateway hands them on: text, of any script.
HEADERS = st.text(st.characters(exclude_categories=["Cc"]), max_size=80)
