"""Signing in and out."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from countersign.console import session as sessions
from countersign.console.answers import Page, redirect
from countersign.console.app import form, public
from countersign.console.call import Call, Visit
from countersign.console.code_flow import CodeFlow
from countersign.console.cookies import SESSION, SIGN_IN, cookie, forgotten
from countersign.errors import RequestRefusedError

SECONDS_TO_SIGN_IN = 600
HOME = "console"
# An address of ours from the root, so never a scheme, a host or a way upwards.
_OURS = re.compile(r"console(/[\w~-][\w.~-]*)*(\?[\w.~=&%+-]*)?", re.ASCII)
_KEPT = re.compile(r"([0-9a-f]{64})\.([\w=-]*)", re.ASCII)


@public("/console/sign-in")
def sign_in(call: Call) -> Response[str]:
    """To the identity provider. `next` is where to go afterwards; `again` asks for the password anew."""
    secret = call.new_id() + call.new_id()
    wanted = urlsafe_b64encode(own_address(call.query.get("next", HOME)).encode()).decode()
    begun = cookie(SIGN_IN, f"{secret}.{wanted}", secure=call.secure, max_age=SECONDS_TO_SIGN_IN)
    return redirect(_flow(call, secret).beginning(again="again" in call.query), begun)


@public("/console/callback")
def callback(call: Call) -> Response[str]:
    """Back from the identity provider. Whoever was signed in before is not any more, and the session has a new name."""
    kept = _KEPT.fullmatch(call.cookie(SIGN_IN))
    flow = _flow(call, kept[1]) if kept else None
    if kept is None or flow is None or not flow.begun_here(call.query.get("state", "")):
        raise RequestRefusedError(403, "This sign-in was not begun in this browser, or too long ago. Sign in again.")
    if "code" not in call.query:
        raise RequestRefusedError(403, "The identity provider did not sign you in.")
    claims = flow.claims(call.query["code"], now=call.now)
    sessions.end(call.hub.store, call.cookie(SESSION))
    token = sessions.begin(call.hub.store, claims, new_id=call.new_id, now=call.now)
    return redirect(
        call.root + own_address(urlsafe_b64decode(kept[2]).decode()),
        cookie(SESSION, token, secure=call.secure, max_age=int(sessions.LONGEST.total_seconds())),
        forgotten(SIGN_IN, secure=call.secure),
    )


@form("/console/sign-out")
def sign_out(visit: Visit, _: Mapping[str, str]) -> Response[str]:
    sessions.end(visit.hub.store, visit.cookie(SESSION))
    return redirect(f"{visit.root}console/signed-out", forgotten(SESSION, secure=visit.secure))


@public("/console/signed-out")
def signed_out(call: Call) -> Page:
    """The identity provider may still know the browser; only it can forget that."""
    there = call.hub.provider.endpoint("end_session_endpoint")
    back = f"{call.hub.console_url}/console/signed-out"
    # `logout_uri` is what Cognito calls it, the other what OpenID Connect RP-Initiated Logout 1.0 does.
    asked = urlencode({"client_id": call.hub.provider.client_id, "logout_uri": back, "post_logout_redirect_uri": back})
    return Page("signed_out.html", "Signed out", {"provider_sign_out": f"{there}?{asked}" if there else None})


def own_address(wanted: str) -> str:
    """`wanted` if it is a page of ours, else the inbox: no address of somebody else's is ever redirected to."""
    return wanted if _OURS.fullmatch(wanted) else HOME


def _flow(call: Call, secret: str) -> CodeFlow:
    if not call.hub.console_url:
        raise RequestRefusedError(503, "Nobody has said yet where this console is: set ConsoleUrl, as infra/README.md tells.")
    return CodeFlow(call.hub.provider, f"{call.hub.console_url}/console/callback", secret)
