"""Cases of a day, one case, and the proof of it."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from countersign.console.answers import Page, See
from countersign.console.app import form, page
from countersign.console.call import Visit
from countersign.console.lists import day, more, wanted
from countersign.errors import RequestRefusedError
from countersign.model.amendment import Asked
from countersign.model.case import CaseState
from countersign.viewing.dossier import Dossier
from countersign.viewing.proving import proof_of
from countersign.viewing.searching import Search, search
from countersign.viewing.undo_windows import ASKERS, told
from countersign.viewing.undoing import Undoing


@page("/console/cases")
def cases(visit: Visit) -> Page:
    shown = day(visit)
    asked = Search.from_json({"day": shown.shown, "state": visit.query.get("state") or None})
    found = search(visit.hub.store, visit.person.tenant, asked, wanted(visit))
    values = {"day": shown, "state": asked.state, "states": list(CaseState), "cases": found.rows, "more": more(visit, found)}
    return Page("cases.html", "Cases", values)


@page("/console/cases/<case_id>")
def case(visit: Visit, case_id: str) -> Page:
    values = {
        "dossier": Dossier.of(visit.hub.store, visit.person.tenant, case_id),
        "undo_told": partial(told, now=visit.now),
        "may_undo": bool(ASKERS & set(visit.person.groups)),
    }
    return Page("case.html", f"Case {case_id}", values)


@form("/console/cases/<case_id>/undo/<action>")
def undo(visit: Visit, fields: Mapping[str, str], case_id: str, action: str) -> See:
    """Asks only: plan draws it up, and gate decides about it as about any other action."""
    address, reason = f"console/cases/{case_id}", fields.get("reason", "")
    if not reason.strip():
        return See.saying(address, "Say why it should be undone.", "bad")
    try:
        Undoing(visit.hub.store, visit.hub.workflows, visit.person, visit.now).ask(case_id, action, Asked(reason=reason))
    except RequestRefusedError as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise
        return See.saying(address, refusal.title, "bad")
    return See.saying(address, "You have asked. The policies decide whether it is undone, and who must agree; see below in a moment.")


@page("/console/cases/<case_id>/proof")
def proof(visit: Visit, case_id: str) -> Response[str]:
    """A file that others check without us: `countersign audit verify --offline`."""
    hub = visit.hub
    bundle = proof_of(hub.store, hub.archive, hub.public_keys, visit.person.tenant, case_id, now=visit.now)
    named = {"Content-Disposition": f'attachment; filename="{bundle.case_id}.proof.json"'}
    return Response(HTTPStatus.OK, "application/json", f"{bundle.model_dump_json(indent=1)}\n", headers=named)
