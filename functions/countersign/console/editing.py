"""Wanting something else done, by form. It voids an approval, so the form is served where approvals are answered and nowhere else."""

from collections.abc import Mapping

from countersign.console.answers import See
from countersign.console.app import form
from countersign.console.call import Visit
from countersign.console.edit_fields import changes
from countersign.errors import RequestRefusedError
from countersign.model.amendment import Changed
from countersign.viewing.approvals import asked_about


@form("/console/approvals/<approval_id>/edits")
def edit(visit: Visit, fields: Mapping[str, str], approval_id: str) -> See:
    """Another action in the place of the one that the page showed."""
    asked = asked_about(visit.hub.store, visit.person.tenant, approval_id)
    address = f"console/approvals/{approval_id}"
    reason = fields.get("reason", "")
    if not reason.strip():
        return See.saying(address, "Say why it should be otherwise.", "bad")
    try:
        visit.edit(visit.person, asked.request, Changed(arguments=changes(asked.action, fields), reason=reason))
    except RequestRefusedError as refusal:
        return See.saying(address, refusal.title, "bad")
    told = "Taken. This approval is withdrawn; what you wrote instead is decided anew, and somebody else has to answer for it."
    return See.saying(f"console/cases/{asked.request.case_id}", told)
