"""Who comes: the person of the session that the browser names."""

from http import HTTPStatus
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from countersign.console import session as sessions
from countersign.console.answers import See, SignInNeededError, redirect
from countersign.console.call import Call, Visit
from countersign.console.cookies import SESSION
from countersign.console.said import carried


def enter(call: Call) -> Visit:
    """The visit of whoever is signed in; raises SignInNeededError."""
    token = call.cookie(SESSION)
    session = sessions.resume(call.hub.store, token, call.now)
    if session is None:
        raise SignInNeededError
    return Visit.of(call, session)


def stay(visit: Visit) -> None:
    """Somebody is at work: their session goes on."""
    if not visit.by_script:
        sessions.touch(visit.hub.store, visit.cookie(SESSION), visit.session, visit.now)


def to_sign_in(call: Call, back_to: str) -> Response[str]:
    """To sign in, and then to `back_to`, from the root."""
    if call.by_script:
        # A script cannot follow to the identity provider; the page loads anew instead, and then the browser can.
        return Response(HTTPStatus.UNAUTHORIZED, "text/plain", "", headers={"HX-Refresh": "true"})
    return redirect(f"{call.root}console/sign-in?{urlencode({'next': back_to})}")


def look_there(call: Call, see: See) -> Response[str]:
    """By a relative address: nobody knows the prefix of the API."""
    return redirect(call.root + see.address, *([carried(see.said, secure=call.secure)] if see.said else []))
