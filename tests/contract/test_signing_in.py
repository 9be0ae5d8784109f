"""Every scheme of signing in, against a system that says who it was asked by."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import socket
from time import time_ns
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto import mock_aws
from pydantic import ValidationError
from tests.contract.test_transport import GET, HERE, POST, ThingConnector
from tests.contract.wire_server import Talk, WireServer, answering, wire_server

from countersign.adapters.http_transport import HttpTransport
from countersign.ports import NotSentError, Power
from countersign.sdk import (
    AwsSignature,
    Bearer,
    LateBound,
    OAuth2ClientCredentials,
    OAuth2Refresh,
    Request,
    Response,
    SessionLogin,
)
from countersign.sdk.auth import Auth

CLIENT = {"client_id": "hub", "client_secret": "s3cret", "refresh_token": "r3fresh", "username": "hub", "password": 'p&ss "word"'}
UNAUTHORISED = answering(b"{}", status="401 Unauthorized")


@dataclass
class Keeper:
    """Secrets that an operator may change; `asked` counts how often one was fetched anew."""

    secret: dict[str, Any]
    later: dict[str, Any] = field(default_factory=dict)
    forgotten: int = 0

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:  # noqa: ARG002  one account only
        return self.secret

    def forget(self, tenant: str, connector: str, power: Power) -> None:  # noqa: ARG002  one account only
        self.forgotten += 1
        self.secret = self.secret | self.later


@dataclass
class System:
    """Answers by path, each list in order and its last for good."""

    answers: Mapping[str, list[Talk]]
    server: WireServer | None = None

    def talk(self, connection: socket) -> None:
        assert self.server is not None
        path = self.server.heard[-1].split(b" ", 2)[1].decode().partition("?")[0].removeprefix("/api")
        answers = self.answers[path]
        (answers.pop(0) if len(answers) > 1 else answers[0])(connection)


@contextmanager
def system(**answers: list[Talk]) -> Iterator[WireServer]:
    company = System({f"/{name}": talks for name, talks in answers.items()})
    with wire_server(company.talk) as server:
        company.server = server
        yield server


def keeper(server: WireServer, **later: str) -> Keeper:
    return Keeper({"base_url": server.url, "token": "old", **CLIENT}, later)


def transport(server: WireServer) -> HttpTransport:
    return HttpTransport(keeper(server), HERE)


def send(transport: HttpTransport, auth: Auth, request: Request = POST, *late_bound: LateBound) -> Response:
    return transport.send("main", ThingConnector(auth), request, power=Power.WRITE, deadline_seconds=2, late_bound=late_bound)


def token(value: str, **more: Any) -> Talk:
    return answering(json.dumps({"access_token": value, "token_type": "bearer"} | more).encode())


def authorised_by(heard: bytes) -> str:
    lines = heard.decode().split("\r\n")
    return next(line.partition(": ")[2] for line in lines if line.lower().startswith("authorization"))


CREDENTIALS = OAuth2ClientCredentials(token_path="/token", scopes=("tickets:write", "read"))
REFRESH = OAuth2Refresh(token_path="/token")


def test_a_client_trades_its_own_credentials_for_a_token() -> None:
    with system(token=[token("fresh")], things=[answering(b"{}")]) as server:
        send(transport(server), CREDENTIALS)

    assert authorised_by(server.heard[0]).startswith("Basic ")
    assert server.heard[0].endswith(b"grant_type=client_credentials&scope=tickets%3Awrite+read")
    assert authorised_by(server.heard[1]) == "Bearer fresh"


def test_a_refresh_token_is_traded_for_an_access_token() -> None:
    with system(token=[token("fresh")], things=[answering(b"{}")]) as server:
        send(transport(server), REFRESH)

    assert server.heard[0].endswith(b"grant_type=refresh_token&refresh_token=r3fresh&client_id=hub&client_secret=s3cret")
    assert authorised_by(server.heard[1]) == "Bearer fresh"


def test_a_token_is_kept_until_it_ends() -> None:
    with system(token=[token("first", expires_in=3600), token("second")], things=[answering(b"{}")]) as server:
        hub = transport(server)
        send(hub, REFRESH)
        send(hub, REFRESH)

    assert [authorised_by(heard) for heard in server.heard[1:]] == ["Bearer first", "Bearer first"]


def test_a_token_that_ends_at_once_is_not_kept() -> None:
    with system(token=[token("first", expires_in=10), token("second")], things=[answering(b"{}")]) as server:
        hub = transport(server)
        send(hub, REFRESH)
        send(hub, REFRESH)

    assert authorised_by(server.heard[3]) == "Bearer second"


def test_after_a_401_the_token_is_made_anew_once() -> None:
    with system(token=[token("stale"), token("fresh")], things=[UNAUTHORISED, answering(b"{}")]) as server:
        assert send(transport(server), REFRESH).status == 200

    assert [authorised_by(heard) for heard in server.heard if b" /api/things" in heard] == ["Bearer stale", "Bearer fresh"]


def test_a_second_401_is_the_answer() -> None:
    with system(token=[token("stale"), token("stale, too")], things=[UNAUTHORISED]) as server:
        assert send(transport(server), REFRESH).status == 401
        assert len(server.heard) == 4


def test_after_a_401_the_secret_is_fetched_anew_and_tried_if_it_changed() -> None:
    with system(things=[UNAUTHORISED, answering(b"{}")]) as server:
        rotated = keeper(server, token="new")
        assert send(HttpTransport(rotated, HERE), Bearer()).status == 200

    assert [authorised_by(heard) for heard in server.heard] == ["Bearer old", "Bearer new"]
    assert rotated.forgotten == 1


def test_a_401_with_the_same_secret_is_not_repeated() -> None:
    with system(things=[UNAUTHORISED]) as server:
        assert send(transport(server), Bearer()).status == 401
        assert len(server.heard) == 1


@pytest.mark.parametrize(
    "answer", [answering(b'{"error":"invalid_client"}', status="400 Bad Request"), answering(b"<html>"), token("x", expires_in="1h")]
)
def test_without_a_token_nothing_is_sent(answer: Talk) -> None:
    with system(token=[answer]) as server:
        with pytest.raises(NotSentError, match="without a token"):
            send(transport(server), REFRESH)
        assert len(server.heard) == 1


def test_the_token_endpoint_may_be_elsewhere() -> None:
    with system(things=[answering(b"{}")]) as things, system(oauth=[token("fresh")]) as elsewhere:
        kept = Keeper({"base_url": things.url, "token_url": elsewhere.url + "/oauth", **CLIENT})
        send(HttpTransport(kept, HERE), REFRESH)

    assert authorised_by(things.heard[0]) == "Bearer fresh"


RPC = SessionLogin(
    path="/login",
    body='{"method":"login","params":["{username}","{password}"]}',
    content_type="application/json",
    credential="{username}:{/result/0}:{/result/1}",
    credential_word="Session ",
)
WIKI = SessionLogin(
    path="/login",
    body="action=login&name={username}&password={password}&token={ticket}",
    content_type="application/x-www-form-urlencoded",
    ticket_path="/ticket",
    ticket_query=(("meta", "tokens"),),
    ticket_pointer="/query/logintoken",
    ended=("Wiki-Error", "assertuserfailed"),
)


def test_a_session_is_named_in_a_header() -> None:
    with system(login=[answering(b'{"result":[7,"abc"]}')], things=[answering(b"{}")]) as server:
        send(transport(server), RPC)

    assert json.loads(server.heard[0].rpartition(b"\r\n\r\n")[2])["params"] == ["hub", CLIENT["password"]]
    assert authorised_by(server.heard[1]) == "Session aHViOjc6YWJj"


def test_a_session_of_cookies_needs_a_ticket_first() -> None:
    ticket = answering(b'{"query":{"logintoken":"t+\\\\"}}', set_cookie="visit=1; path=/")
    with system(ticket=[ticket], login=[answering(b"{}", set_cookie="session=abc; HttpOnly")], things=[answering(b"{}")]) as server:
        send(transport(server), WIKI)

    login, asked = server.heard[1].decode(), server.heard[2].decode().lower()
    assert login.endswith("name=hub&password=p%26ss+%22word%22&token=t%2B%5C")
    assert "cookie: visit=1" in login.lower()
    assert "cookie: visit=1; session=abc" in asked


def test_a_session_that_ended_inside_a_success_is_made_anew() -> None:
    ended = answering(b"{}", wiki_error="assertuserfailed")
    logins = [answering(b"{}", set_cookie="session=1"), answering(b"{}", set_cookie="session=2")]
    with system(ticket=[answering(b'{"query":{"logintoken":"t"}}')], login=logins, things=[ended, answering(b"{}")]) as server:
        assert "wiki-error" not in send(transport(server), WIKI).headers

    assert "session=2" in server.heard[-1].decode()


def test_a_connector_never_sees_a_session() -> None:
    with system(things=[answering(b"{}", set_cookie="session=abc")]) as server:
        assert "set-cookie" not in send(transport(server), Bearer(), GET).headers


def test_a_late_bound_field_is_fetched_and_added() -> None:
    form = Request(method="POST", path="/things", headers=(("content-type", "application/x-www-form-urlencoded"),), body="text=Hi")
    csrf = LateBound(place="form", name="token", path="/csrf", query=(("meta", "tokens"),), pointer="/query/csrftoken")
    header = LateBound(place="header", name="X-Csrf", path="/csrf", pointer="/query/csrftoken")
    with system(csrf=[answering(b'{"query":{"csrftoken":"a+\\\\"}}')], things=[answering(b"{}")]) as server:
        send(transport(server), Bearer(), form, csrf, header)

    assert server.heard[-1].endswith(b"\r\n\r\ntext=Hi&token=a%2B%5C")
    assert b"x-csrf: a+\\" in server.heard[-1].lower()


def test_the_version_that_a_system_wants_named_is_fetched_where_the_write_goes() -> None:
    patch = Request(method="PATCH", path="/things", body="{}")
    version = LateBound(place="header", name="If-Match", path="*", pointer="/etag")
    with system(things=[answering(b'{"etag":"7"}'), answering(b"{}")]) as server:
        send(transport(server), Bearer(), patch, version)

    assert server.heard[0].startswith(b"GET /api/things")
    assert b"if-match: 7\r\n" in server.heard[1].lower()


def test_without_its_late_bound_value_nothing_is_written() -> None:
    csrf = LateBound(place="form", name="token", path="/csrf", pointer="/token")
    with system(csrf=[answering(b"{}")]) as server:
        with pytest.raises(NotSentError, match="lacks"):
            send(transport(server), Bearer(), POST, csrf)
        assert [heard for heard in server.heard if heard.startswith(b"POST")] == []


def with_settings(server: WireServer, **settings: str) -> HttpTransport:
    return HttpTransport(Keeper({"base_url": server.url, "token": "old", "settings": settings}), HERE)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ('{"To":"+49155","Text":"from: {}"}', b'{"To":"+49155","Text":"from: {}","From":"+4930 \xc3\xbc"}'),
        ("{}", b'{"From":"+4930 \xc3\xbc"}'),
        (None, b'{"From":"+4930 \xc3\xbc"}'),
    ],
)
def test_a_setting_of_the_operators_becomes_a_member_and_all_else_stays_to_the_byte(body: str | None, sent: bytes) -> None:
    late = LateBound(place="json", name="From", setting="sender")
    with system(things=[answering(b"{}")]) as server:
        send(with_settings(server, sender="+4930 ü"), Bearer(), Request(method="POST", path="/things", body=body), late)

    assert server.heard[0].partition(b"\r\n\r\n")[2] == sent


def test_the_moment_of_sending_is_the_hubs_own() -> None:
    late = LateBound(place="json", name="/properties/at", moment="epoch_milliseconds")
    before = time_ns() // 1_000_000
    with system(things=[answering(b"{}")]) as server:
        send(transport(server), Bearer(), Request(method="POST", path="/things", body='{"properties":{}}'), late)

    sent = json.loads(server.heard[0].partition(b"\r\n\r\n")[2])
    assert before <= int(sent["properties"]["at"]) <= time_ns() // 1_000_000


@pytest.mark.parametrize(
    ("setting", "body"),
    [("another", "{}"), ("sender", '{"From":"+666"}'), ("sender", "[]"), ("sender", "From=+666"), ("token", "{}")],
)
def test_a_setting_that_is_missing_taken_or_a_credential_is_not_filled_in(setting: str, body: str) -> None:
    late = LateBound(place="json", name="From", setting=setting)
    with system(things=[answering(b"{}")]) as server:
        with pytest.raises(NotSentError):
            send(with_settings(server, sender="+4930"), Bearer(), Request(method="POST", path="/things", body=body), late)
        assert server.heard == []


LIST_ID = LateBound(place="path", name="ListId", setting="list")


def kept_in_lists() -> ThingConnector:
    connector = ThingConnector(Bearer())
    action = connector.manifest.actions[0].model_copy(update={"late_bound": (LIST_ID,)})
    connector.manifest = connector.manifest.model_copy(update={"actions": (action,)})
    return connector


def test_a_segment_of_the_path_is_filled_in_when_reading_too() -> None:
    read = Request(method="GET", path="/{ListId}/%7BListId%7D")
    with wire_server(answering(b"{}")) as server:
        with_settings(server, list="a/b").send("main", kept_in_lists(), read, power=Power.READ, deadline_seconds=2)

    assert server.heard[0].startswith(b"GET /api/a%2Fb/%7BListId%7D ")


@pytest.mark.parametrize("settings", [{}, {"list": ""}, {"list": ".."}])
def test_without_its_segment_nothing_is_asked(settings: dict[str, str]) -> None:
    with wire_server(answering(b"{}")) as server:
        with pytest.raises(NotSentError):
            with_settings(server, **settings).send(
                "main", kept_in_lists(), Request(method="GET", path="/{ListId}"), power=Power.READ, deadline_seconds=2
            )
        assert server.heard == []


def test_a_segment_is_never_the_systems_to_say() -> None:
    with pytest.raises(ValidationError, match="a segment of a path is a setting"):
        LateBound(place="path", name="ListId", path="/lists", pointer="/id")


@pytest.mark.parametrize(
    "sources",
    [
        {},
        {"path": "/csrf"},
        {"pointer": "/token"},
        {"path": "/csrf", "pointer": "/token", "setting": "sender"},
        {"setting": "sender", "moment": "epoch_milliseconds"},
    ],
)
def test_a_late_bound_value_has_one_source(sources: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="fetched by path and pointer, is a setting, or"):
        LateBound(place="json", name="From", **sources)


def test_an_aws_request_is_signed_over_its_bytes() -> None:
    keys = {"region": "eu-central-1", "access_key_id": "AKIA0000", "secret_access_key": "s3cret", "session_token": "sess"}
    with system(things=[answering(b"{}")]) as server:
        send(HttpTransport(Keeper({"base_url": server.url, **keys}), HERE), AwsSignature(service="connect"))

    signature = authorised_by(server.heard[0])
    assert signature.startswith("AWS4-HMAC-SHA256 Credential=AKIA0000/")
    assert "/eu-central-1/connect/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token" in signature


AWS = AwsSignature(service="ses")
ROLE = {"region": "eu-central-1", "role_arn": "arn:aws:iam::123456789012:role/countersign/ses-write", "external_id": "larkfield"}


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """An account with roles, and what was asked of it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAFUNCTION")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "function")
    asked: list[dict[str, Any]] = []
    usual = BaseClient._make_api_call

    def noted(client: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        asked.append(parameters)
        return usual(client, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    with mock_aws():
        yield asked


def test_a_role_is_taken_on_with_its_external_id_and_kept(role: list[dict[str, Any]]) -> None:
    with system(things=[answering(b"{}")]) as server:
        hub = HttpTransport(Keeper({"base_url": server.url, **ROLE}), HERE)
        send(hub, AWS)
        send(hub, AWS)

    assert [(asked["RoleArn"], asked["ExternalId"]) for asked in role] == [(ROLE["role_arn"], "larkfield")]
    signatures = [authorised_by(heard) for heard in server.heard]
    assert [signature.partition("Credential=")[2][:4] for signature in signatures] == ["ASIA", "ASIA"]
    assert all(b"x-amz-security-token: " in heard.lower() for heard in server.heard)


def test_a_role_without_an_external_id_is_taken_on_without_one(role: list[dict[str, Any]]) -> None:
    secret = {name: value for name, value in ROLE.items() if name != "external_id"}
    with system(things=[answering(b"{}")]) as server:
        send(HttpTransport(Keeper({"base_url": server.url, **secret}), HERE), AWS)

    assert ["ExternalId" in asked for asked in role] == [False]


def test_nothing_is_sent_when_the_role_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "AssumeRole")

    monkeypatch.setattr(BaseClient, "_make_api_call", refused)
    with system(things=[answering(b"{}")]) as server:
        with pytest.raises(NotSentError, match="role"):
            send(HttpTransport(Keeper({"base_url": server.url, **ROLE}), HERE), AWS)
        assert server.heard == []


@pytest.mark.parametrize("code", ["ExpiredTokenException", "UnrecognizedClientException"])
def test_aws_says_403_for_keys_that_have_ended_and_is_asked_again_with_those_of_now(code: str) -> None:
    ended = answering(b"{}", status="403 Forbidden", x_amzn_errortype=code)
    keys = {"region": "eu-central-1", "access_key_id": "AKIAOLD", "secret_access_key": "s3cret"}
    with system(things=[ended, answering(b"{}")]) as server:
        rotated = Keeper({"base_url": server.url, **keys}, {"access_key_id": "AKIANEW"})
        assert send(HttpTransport(rotated, HERE), AWS).status == 200

    assert ["AKIANEW/" in authorised_by(heard) for heard in server.heard] == [False, True]


def test_what_a_role_may_not_do_is_no_reason_to_sign_in_anew() -> None:
    keys = {"region": "eu-central-1", "access_key_id": "AKIAOLD", "secret_access_key": "s3cret"}
    with system(things=[answering(b"{}", status="403 Forbidden", x_amzn_errortype="AccessDeniedException")]) as server:
        assert send(HttpTransport(Keeper({"base_url": server.url, **keys}), HERE), AWS).status == 403
        assert len(server.heard) == 1


@pytest.mark.parametrize("auth", [Bearer(), REFRESH, RPC])
def test_a_secret_that_lacks_what_the_scheme_needs_is_said(auth: Auth) -> None:
    with system(things=[answering(b"{}")]) as server, pytest.raises(NotSentError, match="lacks"):
        send(HttpTransport(Keeper({"base_url": server.url}), HERE), auth)
