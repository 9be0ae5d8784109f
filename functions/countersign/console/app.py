"""The console's requests: whom a page is for, what it answers with, and what it says when something is wrong."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from pydantic import ValidationError

from countersign.console.answers import Page, See, SignInNeededError
from countersign.console.call import Call, Visit
from countersign.console.cookies import SAID, forgotten
from countersign.console.entering import enter, look_there, stay, to_sign_in
from countersign.console.forms import fields_of, single, submitted
from countersign.console.headers import secured
from countersign.console.layout import layout
from countersign.console.said import heard
from countersign.errors import ActionAlteredError, RequestRefusedError

Answer = Page | See | Response[str]
F = TypeVar("F", bound=Callable[..., Answer])

resolver = APIGatewayRestResolver()


def respond(call: Call, context: Any, *, failed: Callable[[Exception], None]) -> dict[str, Any]:
    """The answer in API Gateway's form. `failed` is told of what is nobody's fault but ours."""
    resolver.context.update(call=call, failed=failed)
    return secured(resolver.resolve(dict(call.event), context))


def page(rule: str) -> Callable[[F], F]:
    """A page for signed-in people: the function is given the visit and what `<name>` stands for in the rule."""

    def register(show: F) -> F:
        def shown(**named: str) -> Response[str]:
            visit = _visit()
            # Only here, not at forms: each leads to a page, and who records answers writes no session.
            stay(visit)
            return _answer(partial(show, visit, **named))

        resolver.get(rule)(shown)
        return show

    return register


def form(rule: str) -> Callable[[F], F]:
    """What a form is sent to: the function is given the visit, the fields, and what `<name>` stands for in the rule."""

    def register(act: F) -> F:
        def acted(**named: str) -> Response[str]:
            visit = _visit()
            return _answer(partial(act, visit, single(submitted(visit)), **named))

        resolver.post(rule)(acted)
        return act

    return register


def public(rule: str) -> Callable[[F], F]:
    """A page for whoever comes: the function is given the call and what `<name>` stands for in the rule."""

    def register(show: F) -> F:
        resolver.get(rule)(lambda **named: _answer(partial(show, _call(), **named)))
        return show

    return register


def public_form(rule: str) -> Callable[[F], F]:
    """What a form of a public page is sent to: the function is given the call, the fields, and what `<name>` stands for in the rule."""

    def register(act: F) -> F:
        resolver.post(rule)(lambda **named: _answer(partial(act, _call(), single(fields_of(_call())), **named)))
        return act

    return register


def _call() -> Call:
    call: Call = resolver.context["call"]
    return call


def _visit() -> Visit:
    visit = enter(_call())
    # What goes wrong from here on is told to a signed-in person.
    resolver.context["call"] = visit
    return visit


def _answer(act: Callable[[], Answer]) -> Response[str]:
    answer = act()
    match answer:
        case Page():
            return _shown(answer)
        case See():
            return look_there(_call(), answer)
    return answer


def _shown(page: Page) -> Response[str]:
    # Here and not above: who records an answer shows a page only when something is wrong.
    from countersign.console.rendering import render

    call = _call()
    told = call.cookie(SAID)
    body = render(page.template, {**layout(call), "title": page.title, "said": heard(told), **page.values})
    return Response(page.status, "text/html; charset=utf-8", body, cookies=[forgotten(SAID, secure=call.secure)] if told else [])


def _problem(status: int, title: str, explained: str = "") -> Response[str]:
    return _shown(Page("problem.html", title, {"explained": explained}, status))


@resolver.exception_handler(SignInNeededError)  # type: ignore[untyped-decorator]  # Powertools does not type it
def _stranger(_: SignInNeededError) -> Response[str]:
    call = _call()
    return to_sign_in(call, call.here if call.event["httpMethod"] == "GET" else "console")


@resolver.exception_handler(RequestRefusedError)  # type: ignore[untyped-decorator]  # Powertools does not type it
def _refused(error: RequestRefusedError) -> Response[str]:
    return _problem(error.status, error.title)


@resolver.exception_handler(ActionAlteredError)  # type: ignore[untyped-decorator]  # Powertools does not type it
def _altered(_: ActionAlteredError) -> Response[str]:
    return _problem(HTTPStatus.CONFLICT, "An action was altered after it was proposed. Report it.")


@resolver.exception_handler(ValidationError)  # type: ignore[untyped-decorator]  # Powertools does not type it
def _malformed(error: ValidationError) -> Response[str]:
    fields = ", ".join(sorted({".".join(map(str, item["loc"])) or "form" for item in error.errors()}))
    return _problem(HTTPStatus.BAD_REQUEST, f"This does not fit: see {fields}.", "Go back and correct it; what you typed is still there.")


@resolver.exception_handler(ServiceError)  # type: ignore[untyped-decorator]  # Powertools does not type it
def _unserved(error: ServiceError) -> Response[str]:
    return _problem(error.status_code, "There is no such page.")


@resolver.exception_handler(Exception)  # type: ignore[untyped-decorator]  # Powertools does not type it
def _failed(error: Exception) -> Response[str]:
    resolver.context["failed"](error)
    explained = "Try again in a minute. Nothing that was accepted is lost."
    return _problem(HTTPStatus.SERVICE_UNAVAILABLE, "Something of ours failed.", explained)
