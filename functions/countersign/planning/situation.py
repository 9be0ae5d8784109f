"""All a proposal may rest on."""

from dataclasses import dataclass

from countersign.model.case import Case
from countersign.model.facts import FactSheet, OrderFact, Passage
from countersign.model.triage import Assessment
from countersign.planning.playbook import Playbook


@dataclass(frozen=True)
class Situation:
    """One case as triage and the systems of record see it. `passages` are approved, current and best first; `salt` is the case's secret."""

    case: Case
    salt: str
    assessment: Assessment
    sheet: FactSheet
    passages: tuple[Passage, ...]

    @property
    def intent(self) -> str:
        return self.assessment.intent if self.assessment.known else "unknown"

    @property
    def order(self) -> OrderFact | None:
        """The one order it is about; with several in question it is for a person to ask."""
        return self.sheet.orders[0] if len(self.sheet.orders) == 1 else None

    @property
    def passage(self) -> Passage | None:
        return self.passages[0] if self.passages else None

    def missing(self, playbook: Playbook) -> list[str]:
        """The playbook's needs that no fact meets."""
        met = {"customer": self.sheet.customer, "order": self.order, "passage": self.passage}
        return [need for need in playbook.needs if met[need] is None]

    def bindings(self) -> dict[str, str | int | bool]:
        """All that a playbook may name: from systems of record, but for the extract of the text."""
        bound: dict[str, str | int | bool] = {
            "ticket.id": self.case.ticket_id,
            "intent": self.intent,
            "confidence": f"{self.assessment.confidence_bp // 100} %",
            "priority": self.assessment.priority,
            "summary": self.assessment.summary,
        }
        for prefix, noun in (("customer", self.sheet.customer), ("order", self.order), ("passage", self.passage)):
            fields = noun.to_json() if noun else {}
            bound |= {f"{prefix}.{name}": value for name, value in fields.items() if isinstance(value, str | int)}
        if self.order:
            bound["order.purchased_on"] = f"{self.order.purchased_at:%d %B %Y}"
        return bound
