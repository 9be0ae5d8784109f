"""API Gateway and the authorizer in front of the functions, as a WSGI application that fuzzers can call."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from tests.integration.deployment import Deployment
from tests.security.routes import Route, person, routes

TOKEN = "a token that the authorizer knows"


@dataclass(frozen=True)
class Gateway:
    """Whoever sends TOKEN is signed in as somebody of every group."""

    deployment: Deployment

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, headers, body = self._answer(environ)
        start_response(f"{status} {HTTPStatus(status).phrase}", [*headers.items()])
        return [body.encode()]

    def _answer(self, environ: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        # WSGI has the path as bytes that are told as latin-1.
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace").removeprefix("/v1")
        route = route_of(environ["REQUEST_METHOD"], path)
        if route is None:
            return _refusal(403, "Missing Authentication Token")
        signed_in = environ.get("HTTP_AUTHORIZATION") == TOKEN
        if not signed_in and not route.is_open:
            return _refusal(401, "Unauthorized")
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode(errors="replace")
        context = {"requestId": "fuzzed"} if route.is_open else person(route, groups="operator,supervisor,risk,compliance,agent_lead")
        answer = self.deployment.call(route.function, event_of(route, path, query, body, context))
        headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
        return answer["statusCode"], headers, answer["body"]


def route_of(method: str, path: str) -> Route | None:
    """The route of the JSON API that `path` is of; None where the gateway has none."""
    for route in routes():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route.path))
        if route.method == method and not route.is_page and re.fullmatch(pattern, path):
            return route
    return None


def event_of(route: Route, path: str, query: Mapping[str, str], body: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """What the gateway calls a function with."""
    return {
        "resource": route.path,
        "path": path,
        "httpMethod": route.method,
        "headers": {},
        "queryStringParameters": dict(query) or None,
        "requestContext": dict(context),
        "body": body or None,
        "isBase64Encoded": False,
    }


def _refusal(status: int, title: str) -> tuple[int, dict[str, str], str]:
    """In the form of the template's gateway responses."""
    body = {"type": "about:blank", "title": title, "trace_id": "fuzzed"}
    return status, {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}, json.dumps(body)
