"""Switches: one operator throws them, two loosen them."""

from collections.abc import Mapping

from countersign.console.answers import Page, See
from countersign.console.app import form, page
from countersign.console.call import Visit
from countersign.console.lists import more, wanted
from countersign.errors import RequestRefusedError
from countersign.identity import OPERATOR, require_group
from countersign.record.switches import KINDS
from countersign.viewing.switching import Throw, loosen, switches, throw

ADDRESS = "console/switches"


@page("/console/switches")
def list_switches(visit: Visit) -> Page:
    found = switches(visit.hub.store, visit.person.tenant, wanted(visit))
    values = {"switches": found.rows, "more": more(visit, found), "kinds": KINDS, "may_switch": OPERATOR in visit.person.groups}
    return Page("switches.html", "Switches", values)


@form("/console/switches/throw")
def throw_switch(visit: Visit, fields: Mapping[str, str]) -> See:
    require_group(visit.person, OPERATOR)
    given = Throw(reason=fields.get("reason", ""))
    try:
        switch = throw(visit.hub.store, visit.person, fields.get("kind", ""), fields.get("name", ""), given.reason, now=visit.now)
    except RequestRefusedError as refusal:
        return See.saying(ADDRESS, refusal.title, "bad")
    return See.saying(ADDRESS, f"Thrown: {switch.kind} {switch.name}. What is planned now goes to people instead.")


@form("/console/switches/<kind>/<name>/loosen")
def loosen_switch(visit: Visit, _: Mapping[str, str], kind: str, name: str) -> See:
    require_group(visit.person, OPERATOR)
    try:
        switch = loosen(visit.hub.store, visit.person, kind, name, now=visit.now)
    except RequestRefusedError as refusal:
        return See.saying(ADDRESS, refusal.title, "bad")
    told = "You have asked. It stays thrown until a second operator agrees." if switch.thrown else f"Loosened: {kind} {name} goes on."
    return See.saying(ADDRESS, told)
