"""Filling in, just before sending, what a manifest declares as late-bound."""

from collections.abc import Callable
from urllib.parse import quote_plus

from countersign.adapters.session_login import answered
from countersign.ports import MaybeSentError, NotSentError
from countersign.sdk.contract import Request, Response
from countersign.sdk.declared import LateBound


def bind(request: Request, late_bound: tuple[LateBound, ...], ask: Callable[[Request], Response]) -> Request:
    """The request with its late-bound values; raises NotSentError when the system does not give one."""
    for wanted in late_bound:
        try:
            value = str(answered(ask(Request(method="GET", path=wanted.path, query=wanted.query)), wanted.pointer))
        except MaybeSentError as error:
            raise NotSentError(f"{wanted.name} cannot be fetched: {error}") from error
        request = request.model_copy(update=_with(request, wanted, value))
    return request


def _with(request: Request, wanted: LateBound, value: str) -> dict[str, object]:
    if wanted.place == "header":
        return {"headers": (*request.headers, (wanted.name, value))}
    field = f"{quote_plus(wanted.name)}={quote_plus(value)}"
    return {"body": f"{request.body}&{field}" if request.body else field}
