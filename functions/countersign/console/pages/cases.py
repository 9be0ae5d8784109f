"""Cases of a day, one case, and the proof of it."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit
from countersign.console.lists import day, more, wanted
from countersign.model.case import CaseState
from countersign.viewing.dossier import Dossier
from countersign.viewing.proving import proof_of
from countersign.viewing.searching import Search, search


@page("/console/cases")
def cases(visit: Visit) -> Page:
    shown = day(visit)
    asked = Search.from_json({"day": shown.shown, "state": visit.query.get("state") or None})
    found = search(visit.hub.store, visit.person.tenant, asked, wanted(visit))
    values = {"day": shown, "state": asked.state, "states": list(CaseState), "cases": found.rows, "more": more(visit, found)}
    return Page("cases.html", "Cases", values)


@page("/console/cases/<case_id>")
def case(visit: Visit, case_id: str) -> Page:
    return Page("case.html", f"Case {case_id}", {"dossier": Dossier.of(visit.hub.store, visit.person.tenant, case_id)})


@page("/console/cases/<case_id>/proof")
def proof(visit: Visit, case_id: str) -> Response[str]:
    """A file that others check without us: `countersign audit verify --offline`."""
    hub = visit.hub
    bundle = proof_of(hub.store, hub.archive, hub.public_keys, visit.person.tenant, case_id, now=visit.now)
    named = {"Content-Disposition": f'attachment; filename="{bundle.case_id}.proof.json"'}
    return Response(HTTPStatus.OK, "application/json", f"{bundle.model_dump_json(indent=1)}\n", headers=named)
