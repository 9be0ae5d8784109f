"""What a link in a mail opens. Looking changes nothing, however often: mail scanners follow links too."""

from countersign.approving.links import follow, open_question
from countersign.console.answers import Page
from countersign.console.app import public
from countersign.console.call import Call
from countersign.console.link_over import link_over
from countersign.viewing.action_view import request_lines
from countersign.viewing.asked import Asked


@public("/links/<tenant>/<secret>")
def link(call: Call, tenant: str, secret: str) -> Page:
    """The action and two buttons for whom the link was sent to, as long as their answer would count."""
    store, directory = call.hub.store, call.hub.directory
    followed = follow(store, directory, tenant, secret, now=call.now)
    request = open_question(store, directory, followed, now=call.now) if followed else None
    if followed is None or request is None:
        return link_over()
    asked = Asked(store, request)
    values = {
        "asked": asked.whole,
        "request_lines": request_lines(asked.action),
        "name": followed.person.name,
        "is_enough": request.assurance.link,
    }
    return Page("link.html", asked.action.title, values)
