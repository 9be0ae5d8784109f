"""Health: whether somebody should look."""

from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit
from countersign.viewing.health import health


@page("/console/health")
def show_health(visit: Visit) -> Page:
    return Page("health.html", "Health", health(visit.hub.store, visit.person.tenant, now=visit.now))
