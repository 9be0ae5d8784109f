"""Which policies are in force, what others would have decided, and what those on trial decide otherwise."""

from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit
from countersign.console.lists import day, more, wanted
from countersign.viewing.policies import differences, policies


@page("/console/policies")
def show_policies(visit: Visit) -> Page:
    return Page("policies.html", "Policies", policies(visit.hub.store, visit.person.tenant))


@page("/console/policies/differences")
def list_differences(visit: Visit) -> Page:
    shown = day(visit)
    found = differences(visit.hub.store, visit.person.tenant, shown.shown, wanted(visit))
    return Page("differences.html", "The bundle on trial", {"differences": found.rows, "more": more(visit, found), "day": shown})
