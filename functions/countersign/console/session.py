"""Sessions: who a browser is signed in as. They are rows of ours; the browser holds a random name of one and nothing else."""

import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from hmac import compare_digest

from countersign.identity import person
from countersign.model.approval import Voter
from countersign.model.frozen import Frozen, Moment, Tenant
from countersign.ports import Key, Put, Remove, Store, WriteRefusedError
from countersign.record import keys
from countersign.record.rows import find

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
# A session in use is not written anew at every click.
TOUCH_AFTER = timedelta(minutes=1)
# The tenant is no secret; it says where to look for the row.
_TOKEN = re.compile(r"([a-z0-9][a-z0-9-]{0,31})\.([0-9a-f]{32})")


class Session(Frozen):
    """The claims of the ID token that a person signed in with, as far as an identity needs them. `csrf` stands in each form."""

    tenant: Tenant
    claims: dict[str, str | list[str]]
    csrf: str
    begun_at: Moment
    used_at: Moment

    @property
    def person(self) -> Voter:
        """Who they are, by the claims alone."""
        return person(self.claims, via="console")

    def live(self, now: datetime) -> bool:
        """Whether it is neither too old nor too long unused."""
        return now < min(self.begun_at + LONGEST, self.used_at + IDLE)

    def issued(self, csrf: str) -> bool:
        """Whether a form's token is this session's."""
        return compare_digest(self.csrf.encode(), csrf.encode())


def begin(store: Store, claims: Mapping[str, str | list[str]], *, new_id: Callable[[], str], now: datetime) -> str:
    """Keep a new session under a name of its own and return the token that names it. Claims must name a tenant and a person."""
    who = person(claims, via="console")
    token = f"{who.tenant}.{new_id()}"
    session = Session(tenant=who.tenant, claims=dict(claims), csrf=new_id(), begun_at=now, used_at=now)
    store.transact([Put(_key(token), session.to_json(), due_at=now + LONGEST)])
    return token


def resume(store: Store, token: str, now: datetime) -> Session | None:
    """The live session of that name, or None."""
    if not _TOKEN.fullmatch(token):
        return None
    session = find(store, _key(token), Session)
    return session if session and session.live(now) else None


def touch(store: Store, token: str, session: Session, now: datetime) -> None:
    """Note that it is in use, but not if it ended meanwhile."""
    if now - session.used_at < TOUCH_AFTER:
        return
    used = session.model_copy(update={"used_at": now})
    before = {"used_at": session.to_json()["used_at"]}
    with suppress(WriteRefusedError):
        store.transact([Put(_key(token), used.to_json(), expect=before, due_at=session.begun_at + LONGEST)])


def end(store: Store, token: str) -> None:
    """Whoever comes with the token afterwards is a stranger."""
    if _TOKEN.fullmatch(token):
        store.transact([Remove(_key(token))])


def _key(token: str) -> Key:
    tenant, _, _ = token.partition(".")
    # Who reads the table can sign in as nobody.
    return keys.session(tenant, hashlib.sha256(token.encode()).hexdigest())
