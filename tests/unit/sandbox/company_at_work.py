"""The company without its door: calls go straight to the front desk, at any time of one's choosing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from countersign.local.sandbox.access import keep_tokens
from countersign.local.sandbox.company import Company
from countersign.local.sandbox.documents import Documents
from countersign.local.sandbox.exchange import Call, Reply
from countersign.local.sandbox.faults import FaultOrder, Faults
from countersign.local.sandbox.front_desk import attend
from countersign.local.sandbox.post_room import PostRoom
from countersign.local.sandbox.seeding import seed

FIRST_DAY = datetime(2026, 11, 21, 12, tzinfo=UTC)


class CompanyAtWork:
    def __init__(self, folder: Path) -> None:
        self.documents = Documents(folder / "company.sqlite")
        self.tokens = keep_tokens(folder / "tokens.json")
        self.faults = Faults()
        self.post_room = PostRoom(self.documents, pauses_seconds=(0,))
        self.company = Company(self.documents, self.tokens, self.faults, self.post_room)
        seed(self.documents, FIRST_DAY)

    def ask(
        self, method: str, system: str, path: str, *, body: dict[str, Any] | None = None, later: timedelta = timedelta(), **more: Any
    ) -> Reply:
        """`more`: `token`, `headers`, `query`; the administrator's token unless said otherwise."""
        call = make_call(method, system, path, body=body or {}, now=FIRST_DAY + later, **{"token": self.tokens.admin, **more})
        return attend(self.company, call, self.faults.take(call)).reply

    def order_fault(self, kind: str, **more: Any) -> None:
        self.faults.add(FaultOrder.model_validate({"kind": kind, **more}))

    def close(self) -> None:
        self.post_room.close()
        self.documents.close()


def make_call(
    method: str,
    system: str,
    path: str,
    *,
    body: dict[str, Any],
    now: datetime,
    token: str = "",
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> Call:
    return Call(
        method=method,
        system=system,
        path=path,
        query=query or {},
        headers={"authorization": f"Bearer {token}"} | (headers or {}),
        raw_body=repr(body).encode(),
        body=body,
        request_id="req_1",
        now=now,
    )
