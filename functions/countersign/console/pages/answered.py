"""What became of several answers that were given at once."""

from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit
from countersign.console.cookies import SAID
from countersign.console.said import heard
from countersign.record.approvals import named_approval


@page("/console/together/answered")
def answered(visit: Visit) -> Page:
    """Each by itself: what it was answered with, and where it stands now."""
    told = {said.about: said for said in heard(visit.cookie(SAID))}
    requests = [named_approval(visit.hub.store, visit.person.tenant, approval_id) for approval_id in visit.query.get("ids", "").split(",")]
    return Page("answered.html", "Answered together", {"requests": requests, "told": told})
