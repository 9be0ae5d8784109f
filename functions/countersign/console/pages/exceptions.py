"""What lies with people: the list, one of them, and what people do about it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from countersign.console.answers import Page, See
from countersign.console.app import form, page
from countersign.console.call import Visit
from countersign.console.lists import day, more, wanted
from countersign.errors import RequestRefusedError
from countersign.model.handling import Assign, Remark, Resolve
from countersign.model.outcome import Kind
from countersign.model.settlement import Found
from countersign.viewing.exceptions import Sought, exceptions, settled_exceptions
from countersign.viewing.handling import Desk
from countersign.viewing.held import exception, named_exception, with_titles
from countersign.viewing.settlement import settle

Fields = Mapping[str, str]


@page("/console/exceptions")
def list_exceptions(visit: Visit) -> Page:
    asked = {name: visit.query[name] for name in Sought.model_fields if visit.query.get(name)}
    found = exceptions(visit.hub.store, visit.person, Sought.from_json(asked), wanted(visit))
    shown = with_titles(visit.hub.store, visit.person.tenant, found.rows)
    values = {"exceptions": shown, "more": more(visit, found), "asked": asked, "kinds": list(Kind)}
    return Page("exceptions.html", "Exceptions", values)


@page("/console/exceptions/settled")
def list_settled(visit: Visit) -> Page:
    shown = day(visit)
    found = settled_exceptions(visit.hub.store, visit.person.tenant, shown.shown, wanted(visit))
    titled = with_titles(visit.hub.store, visit.person.tenant, found.rows)
    return Page("settled.html", "Resolved exceptions", {"exceptions": titled, "more": more(visit, found), "day": shown})


@page("/console/exceptions/<case_id>/<subject>")
def show_exception(visit: Visit, case_id: str, subject: str) -> Page:
    return Page("exception.html", "Exception", {"one": exception(visit.hub.store, visit.person.tenant, case_id, subject)})


@form("/console/exceptions/<case_id>/<subject>/assign")
def assign(visit: Visit, fields: Fields, case_id: str, subject: str) -> See:
    given = Assign(to=fields.get("to") or None, version=fields.get("version", ""))
    told = f"It is {'yours' if given.to == visit.person.name else f'with {given.to}'} now." if given.to else "It is nobody's now."
    return _after(visit, case_id, subject, told, lambda: _desk(visit).assign(visit.hub.directory, case_id, subject, given))


@form("/console/exceptions/<case_id>/<subject>/comment")
def comment(visit: Visit, fields: Fields, case_id: str, subject: str) -> See:
    given = Remark(text=fields.get("text", ""))
    return _after(visit, case_id, subject, "Your note is kept.", lambda: _desk(visit).comment(case_id, subject, given))


@form("/console/exceptions/<case_id>/<subject>/resolve")
def resolve(visit: Visit, fields: Fields, case_id: str, subject: str) -> See:
    given = Resolve(resolved=True, reason=fields.get("reason", ""), version=fields.get("version", ""))
    return _after(visit, case_id, subject, "It is resolved.", lambda: _desk(visit).resolve(case_id, subject, given))


@form("/console/exceptions/<case_id>/<subject>/reopen")
def reopen(visit: Visit, fields: Fields, case_id: str, subject: str) -> See:
    given = Resolve(resolved=False, version=fields.get("version", ""))
    return _after(visit, case_id, subject, "It is open again.", lambda: _desk(visit).resolve(case_id, subject, given))


@form("/console/exceptions/<case_id>/<subject>/settle")
def settle_effect(visit: Visit, fields: Fields, case_id: str, subject: str) -> See:
    """Two buttons: it happened, and what the other system calls it; or it did not, and how one knows."""
    happened = fields.get("happened") == "yes"
    found = Found(happened=happened, vendor_id=fields.get("vendor_id") or None, reason=fields.get("reason") or None)
    action = fields.get("action", "")
    return _after(
        visit,
        case_id,
        subject,
        "Your answer is recorded.",
        lambda: settle(visit.hub.store, visit.person, case_id, action, found, now=visit.now),
    )


def _desk(visit: Visit) -> Desk:
    return Desk(visit.hub.store, visit.person, visit.now)


def _after(visit: Visit, case_id: str, subject: str, told: str, act: Callable[[], object]) -> See:
    """Back to where one was, with what became of it; one that is not there is a page of its own."""
    ref = named_exception(visit.hub.store, visit.person.tenant, case_id, subject).ref
    address = f"console/exceptions/{ref.case_id}/{ref.subject}"
    try:
        act()
    except RequestRefusedError as refusal:
        if refusal.status == HTTPStatus.NOT_FOUND:
            raise
        return See.saying(address, refusal.title, "bad")
    return See.saying(address, told)
