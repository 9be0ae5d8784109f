"""What is personal data is on one list, and people can read it."""

import re
from pathlib import Path

import pytest

from countersign.model.amendment import Edit, Undo
from countersign.model.approval import Vote
from countersign.model.case import CaseSalt
from countersign.model.decision import Decision, Grounds
from countersign.model.effect import Attempt
from countersign.model.facts import FactSheet
from countersign.model.frozen import Frozen
from countersign.model.handling import Comment, Handling
from countersign.model.plan import ProposedAction
from countersign.model.settlement import Settlement
from countersign.model.triage import Assessment
from countersign.privacy.personal import ERASED, PERSONAL
from countersign.record import keys

ROOT = Path(__file__).parents[3]
NOUNS: dict[str, type[Frozen]] = {
    "SALT": CaseSalt, "TRIAGE": Assessment, "FACTS": FactSheet, "ACTION": ProposedAction, "DECISION": Decision, "GROUNDS": Grounds,
    "ATTEMPT": Attempt, "SETTLEMENT": Settlement, "COMMENT": Comment, "HANDLING": Handling, "VOTE": Vote, "UNDO": Undo, "EDIT": Edit,
}  # fmt: skip
# Digests, codes, times, and names of employees.
NOT_PERSONAL = {"CASE", "PLAN", "SHADOW", "ESCALATION", "WITHHELD", "APPROVAL", "OUTCOME"}


def kinds() -> set[str]:
    """Of all rows that lie with a case, and of answers, which lie with their approval."""
    source = Path(keys.__file__).read_text(encoding="utf-8")
    named = re.findall(r'case_row\(tenant, case_id, f?"([A-Z]+)', source) + re.findall(r'return f"([A-Z]+)#\{subject\}', source)
    return {*named, "VOTE", "CASE", "SHADOW"}


def test_every_kind_of_row_is_personal_or_known_not_to_be():
    """I12: who adds a kind of row decides here."""
    assert kinds() == PERSONAL.keys() | NOT_PERSONAL
    assert PERSONAL.keys() & NOT_PERSONAL == set()


@pytest.mark.parametrize("kind", PERSONAL)
def test_the_list_names_fields_that_are_there(kind):
    assert PERSONAL[kind].keys() <= NOUNS[kind].model_fields.keys()


@pytest.mark.parametrize("kind", PERSONAL)
def test_people_find_each_kind_with_its_fields_in_the_guide(kind):
    guide = (ROOT / "infra" / "PRIVACY.md").read_text(encoding="utf-8")
    rows = [line for line in guide.splitlines() if line.startswith("|") and f"`{kind}`" in line]
    assert rows


@pytest.mark.parametrize("kind", sorted(NOT_PERSONAL))
def test_people_find_what_is_not_personal_in_the_guide_too(kind):
    assert f"`{kind}`" in (ROOT / "infra" / "PRIVACY.md").read_text(encoding="utf-8")


def test_what_is_erased_says_so_or_is_empty():
    told = [value for fields in PERSONAL.values() for value in fields.values()]
    assert [value for value in told if value and ERASED not in str(value)] == []
