"""The edge towards HTTP: problem+json errors, answers that no cache keeps."""

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from pydantic import ValidationError

from countersign.adapters.failures import failure_code
from countersign.entry import log
from countersign.errors import ActionAlteredError, PersonalDataErasedError, RequestRefusedError
from countersign.model.canonical import canonical_json
from countersign.model.frozen import Frozen
from countersign.record.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, Wanted
from countersign.sdk.strict_json import Json, MalformedJsonError, loads_object

N = TypeVar("N", bound=Frozen)


def api() -> APIGatewayRestResolver:
    """A resolver whose errors are problem+json (RFC 9457) with the request's id as `trace_id`."""
    resolver = APIGatewayRestResolver()

    @resolver.exception_handler(RequestRefusedError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def refused(error: RequestRefusedError) -> Response[str]:
        return _problem(resolver, error.status, error.title, error.members)

    @resolver.exception_handler(ValidationError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def unreadable_row(error: ValidationError) -> Response[str]:
        log.error("failed", error=type(error).__name__, path=resolver.current_event.resource)
        return _problem(resolver, 500, "What is stored about this cannot be read. Trying again does not help; tell an operator.", {})

    @resolver.exception_handler(MalformedJsonError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def unreadable(error: MalformedJsonError) -> Response[str]:
        return _problem(resolver, 400, f"The request cannot be read: {error}.", {})

    @resolver.exception_handler(PersonalDataErasedError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def erased(_: PersonalDataErasedError) -> Response[str]:
        return _problem(resolver, 409, "The customer's data was erased. Nothing more is done for this case.", {"state": "ERASED"})

    @resolver.exception_handler(ActionAlteredError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def altered(_: ActionAlteredError) -> Response[str]:
        return _problem(resolver, 409, "An action was altered after it was proposed. Report it.", {"state": "ALTERED"})

    @resolver.exception_handler(ServiceError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def unserved(error: ServiceError) -> Response[str]:
        return _problem(resolver, error.status_code, str(error.msg), {})

    @resolver.exception_handler(Exception)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def failed(error: Exception) -> Response[str]:
        log.error("failed", error=failure_code(error), path=resolver.current_event.resource)
        return _problem(resolver, 503, "Something of ours failed. Try again; nothing that was accepted is lost.", {})

    return resolver


def answer(status: int, body: Any) -> Response[str]:
    """A JSON answer that no cache keeps."""
    return Response(status, "application/json", canonical_json(body).decode(), headers={"Cache-Control": "no-store"})


def given(resolver: APIGatewayRestResolver, noun: type[N]) -> N:
    """The body, as the noun it must be; raises RequestRefusedError (400), MalformedJsonError."""
    return fitting(noun, loads_object((resolver.current_event.body or "{}").encode()))


def fitting(noun: type[N], told: object) -> N:
    """What a caller told, as the noun it must be; raises RequestRefusedError (400), which names fields and no values."""
    try:
        return noun.from_json(told)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, item["loc"])) or "body" for item in error.errors()}))
        raise RequestRefusedError(400, f"The request does not fit: see {fields}.") from None


def wanted(resolver: APIGatewayRestResolver) -> Wanted:
    """The page of a list that the address asks for; raises RequestRefusedError (400)."""
    limit = number(resolver, "limit", default=DEFAULT_LIMIT, most=MAX_LIMIT)
    return fitting(Wanted, {"limit": limit, "cursor": resolver.current_event.get_query_string_value("cursor")})


def number(resolver: APIGatewayRestResolver, name: str, *, default: int, most: int) -> int:
    """A number of the address from 1 to `most`; raises RequestRefusedError (400)."""
    told = resolver.current_event.get_query_string_value(name) or str(default)
    if not re.fullmatch("[0-9]{1,3}", told) or not 1 <= int(told) <= most:
        raise RequestRefusedError(400, f"`{name}` is a number from 1 to {most}.")
    return int(told)


def listed(name: str, page: Page, **more: Json) -> Response[str]:
    """A page of a list as its members `name` and `next_cursor`, which is null on the last one."""
    return answer(200, {name: [*page.rows], "next_cursor": page.next_cursor, **more})


def api_document() -> str:
    """The OpenAPI document: in a layer packaged beside this package, in a repository from `infra/`."""
    packaged = resources.files("countersign") / "openapi.json"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "infra" / "openapi.json").read_text(encoding="utf-8")


def _problem(resolver: APIGatewayRestResolver, status: int, title: str, members: Mapping[str, str]) -> Response[str]:
    body: dict[str, Json] = {"type": "about:blank", "title": title, "status": status, "trace_id": _trace_id(resolver), **members}
    return Response(status, "application/problem+json", canonical_json(body).decode(), headers={"Cache-Control": "no-store"})


def _trace_id(resolver: APIGatewayRestResolver) -> str:
    return str((resolver.current_event.get("requestContext") or {}).get("requestId", ""))
