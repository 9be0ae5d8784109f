"""From an action to the one call that does it."""

from countersign.sdk import Arguments, Request
from countersign_kamailio import rpc
from countersign_kamailio.addresses import DOMAIN, OWN_ROUTES, TRANSFER, customer, team
from countersign_kamailio.dialogs import Leg

_HUB = f"<sip:hub@{DOMAIN}>"
# "no value", in the parameters of `tm.t_uac_wait`.
_NONE = "."


def place(arguments: Arguments, key: str) -> Request:
    """The customer's phone is rung and, once answered, told to call the team (`INVITE`, then `REFER`)."""
    called, then = customer(arguments["to"], key), team(arguments["queue"], key, arguments["announcement"])
    return rpc.call(rpc.BRIDGE, (called, then, OWN_ROUTES))


def transfer(arguments: Arguments, key: str) -> Request:
    """A REFER that Kamailio sends to itself: it names the leg to be transferred as RFC 4538 does, the hub standing on the team's side."""
    leg = Leg.of(arguments["call_id"])
    headers = (
        f"From: {_HUB}",
        f"To: <{TRANSFER}>",
        f"Contact: {_HUB}",
        f"Target-Dialog: {leg.call_id};local-tag={leg.to_tag};remote-tag={leg.from_tag}",
        f"Refer-To: <{team(arguments['queue'], key)}>",
    )
    return rpc.call(rpc.SEND, ("REFER", TRANSFER, OWN_ROUTES, _NONE, "".join(f"{header}\r\n" for header in headers)))


def end(arguments: Arguments, key: str) -> Request:  # noqa: ARG001  the same whatever the key: it is over or not
    leg = Leg.of(arguments["call_id"])
    return rpc.call(rpc.TERMINATE, (leg.call_id, leg.from_tag, leg.to_tag))
