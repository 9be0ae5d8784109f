"""A detector for Roundup: what arrives is told to the hub, and what the hub writes finds its place.

Roundup sends no webhooks. This sends `ticket.created` as Standard Webhooks (HMAC-SHA256), after the commit and not before: a ticket that
was rolled back never existed. What cannot be delivered waits in `db/countersign-outbox` and goes, under its old id, with the next ticket.

`detectors/config.ini` has `countersign_url` and `countersign_key` (`whsec_` and base64) in its section `[main]`.
"""

import base64
import hashlib
import hmac
import json
import logging
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

from roundup import date

logger = logging.getLogger("roundup.countersign")

# Somebody waits for the page that the issue was entered in.
SECONDS = 5


def init(db):
    db.msg.audit("create", admit)
    db.msg.react("create", reply)
    db.issue.audit("set", note_what_was)
    db.issue.react("create", announce)


def admit(db, cl, _nodeid, newvalues):
    """The hub's key is taken once: Roundup answers a ValueError with 409. Its pages fill in the author, its REST interface does not."""
    if not (newvalues.get("replies_to") or newvalues.get("notes_on")):
        return
    if cl.filter(None, {}, exact_match_spec={"messageid": newvalues.get("messageid")}):
        raise ValueError("a message of this messageid is there already")
    newvalues.update(author=db.getuid(), date=date.Date())


def reply(db, cl, nodeid, _oldvalues):
    """From here on it is a message like any other, and mailed as such."""
    issue = cl.get(nodeid, "replies_to")
    if issue:
        db.issue.set(issue, messages=[*db.issue.get(issue, "messages"), nodeid])


def note_what_was(db, cl, nodeid, newvalues):
    """What an undo will need, for Roundup's answer to a change holds new values only."""
    if not newvalues.get("hub_key"):
        return
    if "assignedto" in newvalues:
        team = cl.get(nodeid, "assignedto")
        newvalues["team_before"] = db.user.get(team, "username") if team else ""
    if "keyword" in newvalues:
        newvalues["tags_before"] = json.dumps(sorted(db.keyword.get(one, "name") for one in cl.get(nodeid, "keyword")))


def announce(db, cl, nodeid, _oldvalues):
    outbox = Path(db.config.DATABASE) / "countersign-outbox"
    settings = db.config.detectors
    event = as_event(db, cl.getnode(nodeid))
    # Roundup does these after the commit, and forgets them at a rollback.
    db.transactions.append((deliver, (outbox, settings["COUNTERSIGN_URL"], settings["COUNTERSIGN_KEY"], f"issue{nodeid}", event)))


def as_event(db, issue):
    first = db.msg.getnode(issue.messages[0]) if issue.messages else None
    data = {
        "ticket_id": issue.id,
        "customer_id": db.user.get(issue.creator, "username"),
        # Roundup's mail gateway keeps a mail's Message-ID; its pages leave none.
        "channel": "email" if first and first.messageid else "portal",
        "subject": issue.title,
        "text": first.content if first else "",
    }
    at = issue.creation.pretty("%Y-%m-%dT%H:%M:%SZ")
    return {"type": "ticket.created", "timestamp": at, "data": data}


def deliver(outbox, url, key, name, event):
    """Never raises an OSError: the issue is there already, and Roundup would answer as if it were not."""
    try:
        outbox.mkdir(exist_ok=True)
        event_id = f"{name}-{event['timestamp']}".replace(":", "")
        (outbox / f"{time.time_ns()}.{event_id}").write_text(json.dumps(event, ensure_ascii=False), encoding="utf-8")
        for waiting in sorted(outbox.iterdir()):
            if post(url, key, waiting.name.partition(".")[2], waiting.read_bytes()):
                waiting.unlink()
    except OSError as error:
        logger.warning("the hub is not there, tickets wait in %s: %s", outbox, type(error).__name__)


def post(url, key, event_id, body):
    """Whether the hub has taken it; one that it refuses holds up no other. Raises OSError where nobody answers."""
    stamp = str(int(time.time()))
    secret = base64.b64decode(key.removeprefix("whsec_"))
    mac = hmac.new(secret, f"{event_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    signed = {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }
    request = urllib.request.Request(url, data=body, headers=signed, method="POST")  # noqa: S310  the address is the operator's
    try:
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310  the same  # nosec B310
            return True
    except HTTPError as refusal:
        logger.warning("the hub answered %s to %s, which waits", refusal.code, event_id)
        return False
