"""What triage made of the text. It may taint and route; it never becomes a fact about the world."""

from typing import Literal

from countersign.model.frozen import BasisPoints, Frozen


class Assessment(Frozen):
    """Calibrated intent and what else the text shows.

    `summary` is extractive with personal data masked; `references` are claims (order numbers named in the text) to be looked up.
    """

    intent: str
    known: bool
    confidence_bp: BasisPoints
    alternatives: tuple[tuple[str, BasisPoints], ...]
    taint: Literal["none", "suspected", "confirmed"]
    taint_signals: tuple[str, ...]
    language: str
    priority: Literal["low", "normal", "high", "urgent"]
    tags: tuple[str, ...]
    summary: str
    references: tuple[str, ...]
    personal_data: tuple[tuple[str, int], ...]
