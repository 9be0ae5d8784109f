"""What the five systems share: the books, the post room for webhooks, and effects as people notice them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from countersign.local.sandbox.access import Tokens
from countersign.local.sandbox.documents import Documents
from countersign.local.sandbox.exchange import Call, RefusedError, Reply
from countersign.local.sandbox.faults import Faults
from countersign.local.sandbox.post_room import PostRoom
from countersign.local.sandbox.seeding import stamp

PAGE_SIZE = 10


class Form(BaseModel):
    """A request body, checked as a vendor would."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Company:
    documents: Documents
    tokens: Tokens
    faults: Faults
    post_room: PostRoom

    def find(self, kind: str, document_id: str) -> dict[str, Any]:
        """Raises RefusedError with 404."""
        found = self.documents.get(kind, document_id)
        if found is None:
            raise RefusedError(404, "not_found", f"no such {kind}")
        return found

    def record_effect(self, call: Call, *, kind: str, effect_id: str, customer_id: str, key: str | None, **details: Any) -> dict[str, Any]:
        """Keep what a customer or an employee would notice."""
        effect = {
            "id": effect_id,
            "kind": kind,
            "system": call.system,
            "customer_id": customer_id,
            "key": key,
            "at": stamp(call.now),
            **details,
        }
        self.documents.put("effect", effect_id, effect)
        return effect

    def effects(self, kind: str) -> list[dict[str, Any]]:
        return [effect for effect in self.documents.every("effect") if effect["kind"] == kind]


Handler: TypeAlias = Callable[[Company, Call], Reply]


def fill_in(form: type[F], call: Call) -> F:
    """Raises RefusedError with 422 that names the fields."""
    try:
        return form.model_validate(call.body)
    except ValidationError as error:
        fields = sorted({".".join(str(step) for step in detail["loc"]) or "body" for detail in error.errors()})
        raise RefusedError(422, "invalid", "some fields are missing or wrong", fields=fields) from error


def page_of(items: list[dict[str, Any]], call: Call, *, called: str) -> Reply:
    """One page, and where the next begins."""
    start = call.query.get("page", "0")
    if not (start.isascii() and start.isdigit()):
        raise RefusedError(422, "invalid", "page is not one this system gave out", fields=["page"])
    end = int(start) + PAGE_SIZE
    return Reply(200, {called: items[int(start) : end], "next_page": str(end) if end < len(items) else None})


def since(effects: list[dict[str, Any]], call: Call) -> list[dict[str, Any]]:
    """Those at or after the query's `since`, in the form of `stamp`; all without one."""
    return [effect for effect in effects if effect["at"] >= call.query.get("since", "")]


def public(document: Mapping[str, Any], *hidden: str) -> dict[str, Any]:
    """A document without what the company keeps to itself."""
    return {name: value for name, value in document.items() if name not in hidden}
