"""SIP addresses as connector and Kamailio's configuration agree on them (RFC 3261, section 19.1).

Nobody but Kamailio ever resolves them: its routes turn a number into the way to the public network, and a queue's name into whoever
answers for it.
"""

import re
from base64 import urlsafe_b64encode

from countersign.sdk import InvalidArgumentsError

# Reserved (RFC 6761): what leaks out of Kamailio leads nowhere.
DOMAIN = "countersign.invalid"
# Kamailio's own SIP address as itself sees it, so that what it sends on our behalf passes its routes too.
OWN_ROUTES = "sip:127.0.0.1:5060"
TRANSFER = f"sip:transfer@{DOMAIN}"
_KEY = re.compile(r"[A-Za-z0-9_-]{1,200}")
_KEY_PARAMETER = "countersign"
_HELD_KEY = re.compile(rf";{_KEY_PARAMETER}=([A-Za-z0-9_-]+)(?:;|$)")
_TEAM = re.compile(r"sip:([a-z][a-z_]{1,39})@")


def customer(number: str, key: str) -> str:
    return f"sip:{number}@{DOMAIN};{_parameter(key)}"


def team(queue: str, key: str, announcement: str | None = None) -> str:
    """The announcement is in base64url, without padding: not all phones hand on what is escaped with a percent sign."""
    said = urlsafe_b64encode(announcement.encode()).decode().rstrip("=") if announcement else None
    return f"sip:{queue}@{DOMAIN};{_parameter(key)}" + (f";announcement={said}" if said else "")


def held_key(address: str) -> str | None:
    """The hub's key in an address that a phone sent back, whatever it made of the rest."""
    found = _HELD_KEY.search(address)
    return found[1] if found else None


def matching(key: str) -> str:
    """A regular expression of POSIX for addresses that hold the key."""
    return f";{_parameter(key)}(;|$)"


def queue_of(address: str) -> str | None:
    found = _TEAM.match(address)
    return found[1] if found else None


def _parameter(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise InvalidArgumentsError("the key cannot stand in a SIP address")
    return f"{_KEY_PARAMETER}={key}"
