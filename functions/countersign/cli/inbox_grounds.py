"""What an action rests on, sends and may hide, as an approver reads it."""

from collections.abc import Iterator
from datetime import datetime

from rich.text import Text

from countersign.viewing.action_view import Field
from countersign.viewing.escaping import escaped, escaped_lines
from countersign.viewing.evidence import Evidence, Fact
from countersign.viewing.filled_text import Piece
from countersign.viewing.story import Told
from countersign.viewing.turns import Step
from countersign.viewing.wording import distance, minute


class SentText(Told):
    """The text that would be sent, in pieces; without `template`, all of it was written freely."""

    template: str | None
    pieces: tuple[Piece, ...]


class Known(Told):
    """What systems of record say."""

    found: tuple[Evidence, ...]
    quality: str
    findings: tuple[str, ...]
    unknown: tuple[str, ...]


class MachineWords(Told):
    """What a model wrote."""

    summary: str | None = None


class Grounds(Told):
    """All of it, for one action."""

    text: SentText | None
    evidence: Known | None
    ladder: tuple[Step, ...]
    warnings: tuple[str, ...]
    written_by_machine: MachineWords

    def fields(self, now: datetime) -> Iterator[Field]:
        """Label and text, what may deceive first."""
        yield from (("Beware", escaped(warning)) for warning in self.warnings)
        if self.evidence:
            yield from (("Known", line) for each in self.evidence.found for line in _told(each, now))
            yield "Quality", escaped("; ".join((self.evidence.quality, *self.evidence.findings)))
            yield from (("Not known", escaped(gap)) for gap in self.evidence.unknown)
        yield from (("Asked", f"{minute(step.at)}: {escaped(', '.join(step.groups) or 'once more')}") for step in self.ladder)

    def sent_text(self) -> Text | None:
        """The text beside its template: what did not come from the template stands in «»."""
        if self.text is None:
            return None
        template = f"template {escaped(self.text.template)}, and in «» what was filled in" if self.text.template else "written freely"
        told = Text.assemble((f"The text, {template}:\n", "bold"))
        for piece in self.text.pieces:
            words = "\n".join(escaped_lines(piece.text))
            told.append(words if piece.filled is None else f"«{words}»", style="" if piece.filled is None else "underline")
        return told

    def machine_words(self) -> Text | None:
        """Last, and marked as what it is."""
        words = self.written_by_machine.summary
        return Text.assemble(("A machine wrote (nothing rests on it): ", "bold"), escaped(words)) if words else None


def _told(evidence: Evidence, now: datetime) -> Iterator[str]:
    yield escaped(f"{evidence.about}, by {evidence.source}, read {distance(evidence.observed_at, now)}")
    yield from (f"  {_fact(fact, now)}" for fact in evidence.facts)


def _fact(fact: Fact, now: datetime) -> str:
    said = f"{minute(fact.moment)}, {distance(fact.moment, now)}" if fact.moment else fact.value
    return escaped(f"{fact.name}: {said}")
