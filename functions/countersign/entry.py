"""The edges of the functions: one log line per call, errors in the terms of the state machine or of HTTP."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from countersign.errors import RequestRefusedError, TransientHubError
from countersign.model.canonical import canonical_json
from countersign.model.case import CaseRef
from countersign.ports import WriteRefusedError
from countersign.sdk.strict_json import Json, MalformedJsonError

Event = dict[str, Any]
Handler = Callable[[Event, Any], Any]

log = Logger()


def step(handler: Handler) -> Handler:
    """A step of a workflow: identifiers and the error's name are logged, nothing else; failures of our own services are transient."""

    @wraps(handler)
    def entered(event: Event, context: Any) -> Any:
        known = {name: event[name] for name in ("tenant", "case_id", "action", "warrant") if name in event}
        try:
            answer = handler(event, context)
        except (ClientError, BotoCoreError, WriteRefusedError) as error:
            log.error("failed", **known, error=_code(error))  # noqa: TRY400  a traceback may show what the case is about
            raise TransientHubError(_code(error)) from error
        except Exception as error:
            log.error("failed", **known, error=type(error).__name__)  # noqa: TRY400  a traceback may show what the case is about
            raise
        log.info("done", **known)
        return answer

    return entered


def case_ref(event: Mapping[str, Any]) -> CaseRef:
    """The case a workflow names."""
    return CaseRef(tenant=event["tenant"], case_id=event["case_id"])


def api() -> APIGatewayRestResolver:
    """A resolver whose errors are problem+json (RFC 9457) with the request's id as `trace_id`."""
    resolver = APIGatewayRestResolver()

    @resolver.exception_handler(RequestRefusedError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def refused(error: RequestRefusedError) -> Response[str]:
        return _problem(resolver, error.status, error.title, error.members)

    @resolver.exception_handler(ValidationError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def malformed(error: ValidationError) -> Response[str]:
        fields = ", ".join(sorted({".".join(map(str, item["loc"])) or "body" for item in error.errors()}))
        return _problem(resolver, 400, f"The request does not fit: see {fields}.", {})

    @resolver.exception_handler(MalformedJsonError)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def unreadable(error: MalformedJsonError) -> Response[str]:
        return _problem(resolver, 400, f"The request cannot be read: {error}.", {})

    @resolver.exception_handler(Exception)  # type: ignore[untyped-decorator]  # Powertools does not type it
    def failed(error: Exception) -> Response[str]:
        log.error("failed", error=_code(error), path=resolver.current_event.resource)
        return _problem(resolver, 503, "Something of ours failed. Try again; nothing that was accepted is lost.", {})

    return resolver


def answer(status: int, body: Any) -> Response[str]:
    """A JSON answer that no cache keeps."""
    return Response(status, "application/json", canonical_json(body).decode(), headers={"Cache-Control": "no-store"})


def _problem(resolver: APIGatewayRestResolver, status: int, title: str, members: Mapping[str, str]) -> Response[str]:
    body: dict[str, Json] = {"type": "about:blank", "title": title, "status": status, "trace_id": _trace_id(resolver), **members}
    return Response(status, "application/problem+json", canonical_json(body).decode(), headers={"Cache-Control": "no-store"})


def _trace_id(resolver: APIGatewayRestResolver) -> str:
    return str((resolver.current_event.get("requestContext") or {}).get("requestId", ""))


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__
