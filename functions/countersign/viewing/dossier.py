"""Everything about one case as its page shows it: its story, what it rests on, what was decided and done, and what lies with people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from countersign.model.amendment import Window
from countersign.model.approval import ApprovalRequest
from countersign.model.facts import FactSheet
from countersign.model.outcome import Escalation
from countersign.ports import Row, Store
from countersign.record import keys
from countersign.record.rows import find
from countersign.viewing.action_view import described
from countersign.viewing.cases import case_story
from countersign.viewing.evidence import all_evidence
from countersign.viewing.narration import narrate
from countersign.viewing.story import CaseStory


@dataclass(frozen=True)
class Dossier:
    """`told` is what the API tells of the case."""

    store: Store
    tenant: str
    told: Mapping[str, Any]

    @classmethod
    def of(cls, store: Store, tenant: str, case_id: str) -> "Dossier":
        """Raises RequestRefusedError (404)."""
        return cls(store, tenant, case_story(store, tenant, case_id))

    @cached_property
    def story(self) -> CaseStory:
        return CaseStory.from_json(dict(self.told))

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The record, told in order."""
        told = [(event, *narrate(event, self.story)) for event in self.story.record]
        return [{"at": event.at, "clock": self._clock(event.at), "heading": heading, "lines": lines} for event, heading, lines in told]

    @property
    def evidence(self) -> dict[str, Any] | None:
        """None before facts were read."""
        sheet = find(self.store, keys.fact_sheet(self.tenant, self.story.case.case_id), FactSheet)
        return all_evidence(sheet) if sheet else None

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """In the order in which they were made, each with what came of it."""
        latest = {event.body["action"]: event.sequence for event in self.story.record if event.type == "decision.made"}
        return [self._decided(row) for row in sorted(self.told["decisions"], key=lambda row: latest.get(row["action"], 0))]

    @property
    def with_people(self) -> list[dict[str, Any]]:
        """What lies with them, and what they have seen to."""
        return [{**row, "kind": Escalation.from_json(dict(row)).kind.value} for row in self.told["escalations"]]

    def _clock(self, at: datetime) -> str:
        """The time of the day on which the case was received; of another day the date too."""
        return f"{at:%H:%M:%S}" if at.date() == self.story.case.received_at.date() else f"{at:%-d %b, %H:%M}"

    def _decided(self, row: Row) -> dict[str, Any]:
        instead = row["warrant"] if row["warrant"] != row["action"] else None
        return {
            **{name: row[name] for name in ("action", "verdict", "reasons", "errors", "needs", "decided_at")},
            "what": self._named(row["action"]),
            "instead": self._named(instead) if instead else None,
            "approval": self._approval(row["action"]),
            "effect": next((attempt for attempt in self.told["attempts"] if attempt["action"] == row["warrant"]), None),
            "undo": next((Window.from_json(shown) for shown in self.told["undo"] if shown["action"] == row["warrant"]), None),
        }

    def _named(self, digest: str) -> str:
        action = self.story.by_digest.get(digest)
        return described(action) if action else "An action that was altered after it was proposed, or erased"

    def _approval(self, digest: str) -> dict[str, Any] | None:
        pointer = self.store.get(keys.approval_of(self.tenant, self.story.case.case_id, digest))
        found = find(self.store, keys.approval(self.tenant, str(pointer["approval_id"])), ApprovalRequest) if pointer else None
        return {"approval_id": found.approval_id, "state": found.state.value} if found else None
