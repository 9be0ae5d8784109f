"""What every page has around it."""

from typing import NamedTuple

from countersign.console.call import Call, Visit


class Place(NamedTuple):
    """An entry of the navigation; `address` from the root."""

    address: str
    name: str


PLACES = (
    Place("console", "Inbox"),
    Place("console/cases", "Cases"),
    Place("console/exceptions", "Exceptions"),
    Place("console/search", "Search"),
    Place("console/switches", "Switches"),
    Place("console/policies", "Policies"),
    Place("console/quality", "Quality"),
    Place("console/health", "Health"),
)


def layout(call: Call) -> dict[str, object]:
    """The values of `layout.html`."""
    visit = call if isinstance(call, Visit) else None
    return {
        "root": call.root,
        "now": call.now,
        "places": PLACES,
        "here": _place(call.path),
        "person": visit.person if visit else None,
        "csrf": visit.session.csrf if visit else "",
    }


def _place(path: str) -> str:
    """The entry of the navigation under which a page lies; approvals lie under the inbox."""
    under = "/".join(path.strip("/").split("/")[:2])
    return under if under in {place.address for place in PLACES} else "console"
