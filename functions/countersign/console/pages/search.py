"""Finding a case by what one has in hand, and cases and decisions by what became of them."""

from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit
from countersign.console.lists import more, wanted
from countersign.model.case import CaseState
from countersign.model.decision import Verdict
from countersign.viewing.searching import Search, search

_NOTHING_ASKED = {"found": None, "of_decisions": False, "more": None}


@page("/console/search")
def find(visit: Visit) -> Page:
    asked = {name: visit.query[name].strip() for name in Search.model_fields if visit.query.get(name, "").strip()}
    shown: dict[str, object] = {"asked": asked, "states": list(CaseState), "verdicts": list(Verdict), "today": visit.now.date().isoformat()}
    return Page("search.html", "Search", shown | (_found(visit, Search.from_json(asked)) if asked else _NOTHING_ASKED))


def _found(visit: Visit, wish: Search) -> dict[str, object]:
    found = search(visit.hub.store, visit.person.tenant, wish, wanted(visit))
    return {"found": found.rows, "of_decisions": wish.for_decisions, "more": more(visit, found)}
