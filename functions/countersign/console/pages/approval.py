"""One approval, and several at once."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from countersign.approving.attention import opened
from countersign.approving.editing import AGENT_LEAD
from countersign.approving.electorate import confirmed
from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit
from countersign.console.edit_fields import edit_fields
from countersign.viewing.action_view import request_lines
from countersign.viewing.approvals import asked_about
from countersign.viewing.asked import Asked
from countersign.viewing.inbox import require_alike
from countersign.viewing.turns import Turn


@page("/console/approvals/<approval_id>")
def approval(visit: Visit, approval_id: str) -> Page:
    asked = _opened(visit, approval_id)
    place = asked.place(visit.looker)
    values = {
        "asked": asked.whole,
        "place": place,
        "request_lines": request_lines(asked.action),
        "may_edit": place.turn is Turn.NOW or AGENT_LEAD in visit.person.groups,
        "edit_fields": edit_fields(asked.action),
        "sign_in_lacks": asked.request.assurance.lacking(confirmed(visit.hub.directory, visit.person), visit.now),
    }
    return Page("approval.html", asked.action.title, values)


@page("/console/news/<approval_id>")
def news(visit: Visit, approval_id: str) -> Page | Response[str]:
    """Asked by script while the approval stands open: whether somebody has answered, or it is over."""
    now = _asked(visit, approval_id).summary
    if visit.query.get("seen") == f"{now['state']}-{len(now['answers'])}":
        return Response(HTTPStatus.NO_CONTENT)
    return Page("news.html", "Approval", {"news": "This approval has changed since you opened it."})


@page("/console/together")
def together(visit: Visit) -> Page:
    """Several of one kind; `ids` are theirs, with commas between them."""
    chosen = [_opened(visit, approval_id) for approval_id in visit.query.get("ids", "").split(",")]
    require_alike(chosen)
    shown = [{**asked.whole, "place": asked.place(visit.looker)} for asked in chosen]
    return Page("together.html", f"{len(chosen)} × {chosen[0].action.title}", {"chosen": shown})


def _opened(visit: Visit, approval_id: str) -> Asked:
    asked = _asked(visit, approval_id)
    opened(visit.hub.store, asked.request, visit.person.subject, now=visit.now)
    return asked


def _asked(visit: Visit, approval_id: str) -> Asked:
    return asked_about(visit.hub.store, visit.person.tenant, approval_id)
